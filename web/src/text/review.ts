import type { Schemas } from '../api/client';

export const reviewText = {
  title: '答案解析',
  wrongOnly: '只看未得满分的题',
  wrongOrWithdrawn: '只看未得满分和已撤销的题',
  toMistakes: '没答对的题已收入',
  noneWrong: '全部答对，没有错题。',
  showAll: '关掉上面的开关，可以看全部试题。',
  mine: '我的答案',
  key: '正确答案',
  keyOnce: '原定答案',
  unanswered: '未答',
  notYet: '现在还不能查看答案解析',
  verdict: { right: '正确', part: '部分正确', wrong: '错误', unanswered: '未答' } satisfies Record<
    Schemas['Verdict'],
    string
  >,
  withdrawn: { full_points: '本题已撤销，全员得分', left_out: '本题已撤销，不计分' } satisfies Record<
    Exclude<Schemas['Counting'], 'by_key'>,
    string
  >,
  number: (at: number) => `第 ${at} 题`,
};
