/** `query-block`. */
import * as v from 'valibot';
import type {BlockFacts} from '../../facts.js';
import {entriesOf, flag, part, text} from './tolerant.js';

const entry = v.looseObject({
	device: text,
	qdev: text,
	inserted: part({file: text, ro: flag, drv: text, 'node-name': text, cache: part({direct: flag})}),
});

/** A device of `-blockdev` has an empty name; then its path in the device tree or its node stands for it. */
export function readQmpBlock(value: unknown): readonly BlockFacts[] | undefined {
	return entriesOf(value, entry)?.map(({device, qdev, inserted}) => {
		const name = device || qdev || inserted?.['node-name'] || '';
		if (!inserted) return {device: name};
		const {file, ro, drv, cache} = inserted;
		return {device: name, file, readOnly: ro, driver: drv, cacheDirect: cache?.direct};
	});
}
