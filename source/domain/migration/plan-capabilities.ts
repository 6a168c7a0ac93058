import type {CapabilityFacts} from '../../protocol/facts.js';
import type {PostCopyPolicy} from './mode.js';

/**
What both sides are to be set to.

- `return-path` (since 2.10) makes the source wait for the destination's word: without it a destination that fails late leaves
  the source `completed`. It is set on both sides or on none.
- `events` (since 2.4) only tells us more; each side for itself.
- `postcopy-ram` (since 2.6 without the x-) where a person allowed post-copy, on both sides, before anything is sent.
- Everything else is switched off: a capability left on from an earlier job on one side only hangs or breaks the copy.
*/
export const planCapabilities = (
	source: CapabilityFacts,
	destination: CapabilityFacts,
	postCopy: PostCopyPolicy = 'off',
): {readonly source: CapabilityFacts; readonly destination: CapabilityFacts} => {
	const returnPath = 'return-path' in source && 'return-path' in destination;
	// One that is asked for and not offered is refused by QEMU, with the reason (no userfaultfd, say).
	const isWanted = (name: string): boolean =>
		name === 'events' || (name === 'return-path' && returnPath) || (name === 'postcopy-ram' && postCopy !== 'off');
	const changesOf = (now: CapabilityFacts): CapabilityFacts =>
		Object.fromEntries(
			Object.entries(now)
				.map(([name, isOn]) => [name, isOn, isWanted(name)] as const)
				.filter(([, isOn, wanted]) => isOn !== wanted)
				.map(([name, , wanted]) => [name, wanted]),
		);
	return {source: changesOf(source), destination: changesOf(destination)};
};
