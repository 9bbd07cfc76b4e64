import {NODE_BACKENDS} from './backends';
import {testConformance} from './suite';

testConformance(NODE_BACKENDS);
