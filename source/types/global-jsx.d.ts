// ink-table's types use the global JSX namespace, which React's types dropped with version 19.
import type {JSX as ReactJsx} from 'react';

declare global {
	namespace JSX {
		type Element = ReactJsx.Element;
	}
}
