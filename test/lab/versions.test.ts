/** Neighbours of QEMU's releases, the longest way up and one way down; all pairs: `npm run test:matrix`. */
import {fewCases, testPair} from './support/version-pair.js';

testPair('5.2', '7.2', fewCases);
testPair('7.2', '10.0', fewCases);
testPair('10.0', '11.1', fewCases);
testPair('5.2', '11.1', fewCases);
testPair('11.1', '10.0', fewCases);
