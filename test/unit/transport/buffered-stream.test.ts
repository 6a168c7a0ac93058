import {expect, test} from 'vitest';
import {BufferedStream} from '../../../source/transport/common/buffered-stream.js';
import {ConnectionError} from '../../../source/transport/host-connection.js';

const make = () => {
	const sent: string[] = [];
	const stream = new BufferedStream({
		write: data => sent.push(`write ${String(data)}`),
		end: () => sent.push('end'),
		close: () => sent.push('close'),
	});
	return {stream, sent};
};

const listen = (stream: BufferedStream) => {
	const heard: string[] = [];
	stream.onClose(error => heard.push(`closed ${error?.kind ?? 'in order'}`));
	stream.onData(chunk => heard.push(Buffer.from(chunk).toString()));
	return heard;
};

const lost = new ConnectionError({kind: 'lost', host: 'alpha', message: 'lost'});

test('what came before anybody listened is handed over in order, the end last and once', async () => {
	const {stream} = make();
	stream.deliver(Buffer.from('a'));
	stream.deliver(Buffer.from('b'));
	stream.finish(lost);
	stream.finish();
	const heard = listen(stream);
	await Promise.resolve();
	expect(heard).toEqual(['a', 'b', 'closed lost']);
});

test('live: data and the end as they come; nothing after the end', () => {
	const {stream, sent} = make();
	const heard = listen(stream);
	stream.deliver(Buffer.from('a'));
	stream.write('x');
	stream.end();
	stream.close();
	stream.finish();
	stream.deliver(Buffer.from('late'));
	stream.write('late');
	stream.close();
	expect(heard).toEqual(['a', 'closed in order']);
	expect(sent).toEqual(['write x', 'end', 'close']);
});
