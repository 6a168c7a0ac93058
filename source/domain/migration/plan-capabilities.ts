import type {CapabilityFacts} from '../../protocol/facts.js';

/**
What both sides are to be set to.

- `return-path` (since 2.10) makes the source wait for the destination's word: without it a destination that fails late leaves
  the source `completed`. It is set on both sides or on none.
- `events` (since 2.4) only tells us more; each side for itself.
- Everything else is switched off: a capability left on from an earlier job on one side only hangs or breaks the copy.
*/
export const planCapabilities = (
	source: CapabilityFacts,
	destination: CapabilityFacts,
): {readonly source: CapabilityFacts; readonly destination: CapabilityFacts} => {
	const returnPath = 'return-path' in source && 'return-path' in destination;
	const changesOf = (now: CapabilityFacts): CapabilityFacts =>
		Object.fromEntries(
			Object.entries(now)
				.map(([name, isOn]) => [name, isOn, name === 'events' || (name === 'return-path' && returnPath)] as const)
				.filter(([, isOn, isWanted]) => isOn !== isWanted)
				.map(([name, , isWanted]) => [name, isWanted]),
		);
	return {source: changesOf(source), destination: changesOf(destination)};
};
