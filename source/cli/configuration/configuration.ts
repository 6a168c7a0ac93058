import * as v from 'valibot';
import {backends} from '../../transport/backend.js';

/** What may be said of one host. Misspelt names are refused: a setting that is dropped in silence misleads. */
const hostSchema = v.strictObject({
	/** How the host is reached. */
	backend: v.optional(v.picklist(backends)),
});

/** The shape of `config.toml`. */
export const configurationSchema = v.strictObject({
	/** By destination, as it is typed on the command line, or by its host name alone. */
	host: v.optional(v.record(v.string(), hostSchema), {}),
});

/** What the person wrote down for good. */
export type Configuration = v.InferOutput<typeof configurationSchema>;
export type HostSection = v.InferOutput<typeof hostSchema>;
