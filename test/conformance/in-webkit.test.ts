import {backendsOf} from './backends-of-engine';
import {testConformance} from './suite';

testConformance(await backendsOf('webkit'));
