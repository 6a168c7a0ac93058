import {Text} from 'ink';
import type {JSX} from 'react';
import {selectHeader} from '../../store/selectors/header.js';
import {useSelector} from '../hooks/use-selector.js';
import {cut, fitTo, widthOf} from '../text/fit.js';
import {formatTime} from '../text/format-time.js';
import {contactMarks, useTheme} from '../theme.js';

/** First line: the hosts with their connection, and the operator's clock. */
export const Header = ({width}: {readonly width: number}): JSX.Element => {
	const theme = useTheme();
	const {hosts, nowMs} = useSelector(selectHeader);
	const clock = `${formatTime(nowMs)} `;
	const title = ' vmferry  ';
	const room = Math.max(8, Math.floor((width - widthOf(title) - widthOf(clock)) / Math.max(1, hosts.length)));
	const cells = hosts.map(host => ({
		...host,
		text: cut(`${host.name} ${contactMarks[host.tone]} ${host.contact}`, room - 3),
	}));
	const used = cells.reduce((sum, {text}) => sum + widthOf(text) + 3, widthOf(title));
	return (
		<Text wrap="truncate">
			<Text {...theme.title}>{title}</Text>
			{cells.map(({name, text, tone}) => (
				<Text key={name}>
					{' '}
					<Text {...theme.tones[tone]}>{text}</Text>
					{'  '}
				</Text>
			))}
			{fitTo(clock, width - used, 'right')}
		</Text>
	);
};
