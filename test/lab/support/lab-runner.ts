// Skips every lab test where no lab can be made, and says why: written once here, so that no test has to ask.
import {type RunnerTask, type RunnerTestFile, TestRunner} from 'vitest';
import {whyNoLab} from '../../../source/lab/index.js';

const skipAll = (tasks: readonly RunnerTask[]): void => {
	for (const task of tasks) {
		task.mode = 'skip';
		if (task.type === 'suite') {
			skipAll(task.tasks);
		}
	}
};

class LabRunner extends TestRunner {
	async onCollected(files: RunnerTestFile[]): Promise<void> {
		const reason = await whyNoLab(process.getuid?.() === 0 ? 'nfs' : 'shared');
		if (reason !== undefined) {
			console.log(`Lab tests are skipped. ${reason}`);
			skipAll(files);
		}
	}
}

// Vitest takes a runner from a file's default export.
export default LabRunner;
