import {readFileSync} from 'node:fs';
import {gunzipSync} from 'node:zlib';

/** What a QEMU 10.0.2 (x86_64) answered to `query-qmp-schema`. */
export const recordedSchema = (): unknown =>
	JSON.parse(
		gunzipSync(readFileSync(new URL('../fixtures/qmp-schema/10.0.2.json.gz', import.meta.url))).toString('utf8'),
	);
