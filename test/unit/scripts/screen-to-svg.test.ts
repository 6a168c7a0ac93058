import xterm from '@xterm/headless';
import {expect, test} from 'vitest';
import {screenToSvg} from '../../../scripts/screenshot/screen-to-svg.js';

const draw = async (text: string, cols = 20, rows = 2): Promise<string> => {
	const terminal = new xterm.Terminal({cols, rows, allowProposedApi: true});
	await new Promise<void>(resolve => {
		terminal.write(text, resolve);
	});
	return screenToSvg(terminal, {title: 'a <b> & "c"'});
};

test('text stands at its cells, stretched to them, and its special characters are escaped', async () => {
	const svg = await draw('  a<b & "c"');
	expect(svg).toContain('x="30.8" y="50.32" textLength="75.6"');
	expect(svg).toContain('>a&lt;b &amp; &quot;c&quot;</text>');
	expect(svg).toContain('aria-label="a &lt;b&gt; &amp; &quot;c&quot;"');
});

test('colours, bold, dim and inverse are kept', async () => {
	const svg = await draw('\u001b[1;32mgreen\u001b[0m\u001b[2mdim\u001b[0m\u001b[7minv\u001b[0m\u001b[38;5;196mred');
	expect(svg).toMatch(/fill="#7fc47f" font-weight="bold"[^>]*>green/);
	expect(svg).toMatch(/opacity="0.6"[^>]*>dim/);
	expect(svg).toMatch(/<rect [^>]*fill="#d6d9e0"\/><text [^>]*fill="#16181d"[^>]*>inv/);
	expect(svg).toMatch(/fill="#ff0000"[^>]*>red/);
});

test('a box meets at its corners, whatever the font', async () => {
	const svg = await draw('╭──╮\r\n╰──╯');
	expect(svg).not.toMatch(/[╭╮╰╯─]/);
	// Two columns of rule in one piece, from the edge of one corner to the edge of the other.
	expect(svg).toContain('d="M22.4 46H39.2"');
	expect(svg).toContain('<path d="M22.4 46H');
});

test('bars and sparklines are shapes on the cell', async () => {
	const svg = await draw('██░▁');
	expect(svg).toContain('<rect x="14" y="37" width="16.8" height="18" shape-rendering="crispEdges" fill="#d6d9e0"/>');
	expect(svg).toContain('<rect x="39.2" y="52.75" width="8.4" height="2.25"');
});

test('a wide character takes two cells and moves nothing after it', async () => {
	const svg = await draw('数a');
	expect(svg).toMatch(/x="14" [^>]*textLength="16.8"[^>]*>数/);
	expect(svg).toMatch(/x="30.8" [^>]*textLength="8.4"[^>]*>a/);
});
