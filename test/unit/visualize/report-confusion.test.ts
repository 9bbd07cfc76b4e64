import {describe, expect, it} from 'vitest';
import {confusionTable} from '../../../src/visualize/report-confusion';

describe('confusionTable', () => {
  it('has a row per true class with its counts, shades and share', () => {
    const {text} = confusionTable(
      [
        [9, 1],
        [0, 0],
      ],
      ['cat', '<b>"dog"'],
    );
    expect(text).toContain('style="--share:45%">9</td>');
    expect(text).toContain('90.0 %');
    // A class without photos has no share, rather than 0 / 0.
    expect(text).toContain('<td>–</td>');
    expect(text).toContain('&lt;b&gt;&quot;dog&quot;');
    expect(text).not.toContain('<b>');
  });

  it('lists the commonest confusions of many classes instead', () => {
    const classes = Array.from({length: 21}, (_, i) => `class ${i}`);
    const confusion = classes.map((_, truth) =>
      classes.map((__, answer) => (truth === 3 && answer === 4 ? 2 : truth === answer ? 8 : 0)),
    );
    const {text} = confusionTable(confusion, classes);
    expect(text.match(/<td class="name">/g)?.length).toBe(2);
    expect(text).toContain('class 3');
    expect(text).toContain('20.0 %');
    expect(
      confusionTable(
        classes.map(() => classes.map(() => 0)),
        classes,
      ).text,
    ).toContain('All predictions are correct.');
  });
});
