import type {Intent} from './intent.js';
import {cancel} from './list/cancel.js';
import {changeMode, changePostCopy} from './list/change-plan.js';
import {confirmLineKeys} from './list/confirm-line.js';
import {confirm, keepSource, refuse} from './list/dialog.js';
import {help} from './list/help.js';
import {leavePrompt} from './list/leave-prompt.js';
import {migrate} from './list/migrate.js';
import {monitorView} from './list/monitor-view.js';
import {openMonitor} from './list/open-monitor.js';
import {postCopy, recover} from './list/post-copy.js';
import {interrupt, quitKey} from './list/quit.js';
import {refuseQuestion} from './list/refuse-question.js';
import {release} from './list/release.js';
import {scrollDialog} from './list/scroll-dialog.js';
import {scrollMonitorBack, scrollMonitorForward} from './list/scroll-monitor.js';
import {scrollback, toScrollback} from './list/scrollback.js';
import {endSearch} from './list/search-history.js';
import {selectNext, selectPrevious} from './list/select.js';
import {breakLine, continueRequest, sendLine} from './list/send-line.js';
import {swapLanguage} from './list/swap-language.js';
import {nextPane, previousPane} from './list/switch-pane.js';

/** Everything a person can do by keyboard, in the order of the key bar. */
export const intents: readonly Intent[] = [
	migrate,
	cancel,
	postCopy,
	recover,
	release,
	...scrollback,
	endSearch,
	continueRequest,
	sendLine,
	breakLine,
	openMonitor,
	swapLanguage,
	leavePrompt,
	nextPane,
	previousPane,
	selectPrevious,
	selectNext,
	...toScrollback,
	...monitorView,
	scrollMonitorBack,
	scrollMonitorForward,
	...confirmLineKeys,
	confirm,
	keepSource,
	refuse,
	changeMode,
	changePostCopy,
	refuseQuestion,
	...scrollDialog,
	help,
	quitKey,
	interrupt,
];
