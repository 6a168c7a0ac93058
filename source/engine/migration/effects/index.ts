import type {MigrationEffect} from '../../../domain/migration/events.js';
import {cancel} from './cancel.js';
import {check} from './check.js';
import {continueDestination, continueSource} from './continue.js';
import {endDestination} from './end-destination.js';
import type {Performer} from './performer.js';
import {recoverPostCopy, switchToPostCopy} from './post-copy.js';
import {prepare} from './prepare.js';
import {releaseSource} from './release-source.js';
import {start} from './start.js';
import {stopSource} from './stop-source.js';

/** Who performs which effect. */
export const performers: Readonly<Record<MigrationEffect['kind'], Performer>> = {
	check,
	prepare,
	start,
	'stop-source': stopSource,
	cancel,
	'start-post-copy': switchToPostCopy,
	'recover-post-copy': recoverPostCopy,
	'continue-destination': continueDestination,
	'end-destination': endDestination,
	'continue-source': continueSource,
	'release-source': releaseSource,
};
