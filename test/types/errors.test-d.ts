/** The codes of AlexNetError are a closed set, so a program can branch on them. */
import {AlexNetError, type AlexNetErrorCode} from 'tfjs-alexnet';
import {expectTypeOf, it} from 'vitest';

it('an AlexNetError is an Error with a code and its parts', () => {
  expectTypeOf<AlexNetError>().toExtend<Error>();
  expectTypeOf<AlexNetError['code']>().toEqualTypeOf<AlexNetErrorCode>();
  expectTypeOf<AlexNetError['fix']>().toEqualTypeOf<string | undefined>();
});

it('the codes can be told apart until none is left', () => {
  const conclude = (error: AlexNetError): string => {
    switch (error.code) {
      case 'bad-argument':
      case 'bad-shape':
      case 'bad-state':
        return 'the program';
      case 'bad-weights':
      case 'bad-data':
        return 'the file';
      case 'unsupported':
      case 'io':
        return 'the machine';
      default:
        expectTypeOf(error.code).toBeNever();
        return error.code;
    }
  };
  expectTypeOf(conclude).toBeFunction();
});

it('a code that does not exist is refused', () => {
  // @ts-expect-error not a code
  new AlexNetError({code: 'bad-luck', where: 'here', problem: 'it rained.'});
  // @ts-expect-error the problem is missing
  new AlexNetError({code: 'io', where: 'here'});
  expectTypeOf<{code: 'bad-luck'}>().not.toExtend<Pick<AlexNetError, 'code'>>();
});
