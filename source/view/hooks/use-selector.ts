import {createContext, useContext, useMemo, useSyncExternalStore} from 'react';
import type {AppState} from '../../store/state.js';
import type {Frames} from '../frames.js';

export const FramesContext = createContext<Frames | undefined>(undefined);

const useFrames = (): Frames => {
	const frames = useContext(FramesContext);
	if (frames === undefined) {
		throw new Error('A pane was drawn outside the app.');
	}

	return frames;
};

/** The state of the present frame. */
export const useAppState = (): AppState => {
	const frames = useFrames();
	return useSyncExternalStore(frames.subscribe, frames.getSnapshot);
};

/** What a selector makes of the state; made again only when the state changed. */
export const useSelector = <Selected>(select: (state: AppState) => Selected): Selected => {
	const state = useAppState();
	return useMemo(() => select(state), [state, select]);
};
