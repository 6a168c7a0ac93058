import type {MigrationState, SideView} from './state.js';

const sideText = ({contact, process, status}: SideView, isSource: boolean): string => {
	if (process === 'gone') {
		return 'no process';
	}

	const known = status?.runState ?? (process === 'alive' ? 'started' : 'nothing yet');
	const meaning =
		status?.running === true ? 'runs the guest' : isSource && known === 'postmigrate' ? 'postmigrate, empty' : known;
	return contact === 'lost' ? `no contact; last seen: ${meaning}` : meaning;
};

/** What is where right now, one sentence half for each side: what the person at 02:00 asks first. */
export const whereabouts = (
	migration: MigrationState,
): {readonly source: string; readonly destination: string; readonly areTwoRunning: boolean} => {
	const {source, destination} = migration;
	const isRunning = (side: SideView): boolean => side.process !== 'gone' && side.status?.running === true;
	return {
		source: migration.isReleased ? 'released' : sideText(source, true),
		destination: sideText(destination, false),
		areTwoRunning:
			isRunning(source) && isRunning(destination) && source.contact === 'ok' && destination.contact === 'ok',
	};
};
