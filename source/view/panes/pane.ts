import type {JSX} from 'react';
import type {PaneId} from '../../store/state.js';
import type {Rect} from '../layout.js';

export type PaneProps = {readonly rect: Rect};

/** One pane: what draws it, and where it is listed. */
export type Pane = {readonly id: PaneId; readonly component: (props: PaneProps) => JSX.Element};
