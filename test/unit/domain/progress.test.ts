import fc from 'fast-check';
import {expect, test} from 'vitest';
import {barFraction} from '../../../source/domain/migration/progress.js';
import {addSample, type Sample, takeSample} from '../../../source/domain/migration/sample.js';

const bytes = fc.option(fc.integer({min: 0, max: 2 ** 40}), {nil: undefined});
const facts = fc.record({remainingBytes: bytes, transferredBytes: bytes, totalBytes: bytes});

test('over any readings the bar never runs back, stays within 0 and 1, and is full only at the end', () => {
	fc.assert(
		fc.property(fc.array(facts, {maxLength: 300}), readings => {
			let samples: readonly Sample[] = [];
			let shown = 0;
			for (const [index, ram] of readings.entries()) {
				const defined = Object.fromEntries(Object.entries(ram).filter(([, value]) => value !== undefined));
				samples = addSample(samples, takeSample(samples.at(-1), {status: 'active', ram: defined}, index * 100));
				const fraction = barFraction(samples, 'pre-copy');
				expect(fraction).toBeGreaterThanOrEqual(shown);
				expect(fraction).toBeLessThan(1);
				shown = fraction;
			}

			expect(barFraction(samples, 'completed')).toBe(1);
		}),
	);
});
