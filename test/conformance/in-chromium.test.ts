import {PAGE_BACKENDS} from './backends';
import {testConformance} from './suite';

testConformance(PAGE_BACKENDS);
