export {AlexNetError, type AlexNetErrorCode, type AlexNetErrorFields} from './errors';
