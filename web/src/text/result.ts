import type { Schemas } from '../api/client';
import { when } from '../format';

export const resultText = {
  title: '成绩',
  result: '成绩',
  points: '分',
  total: (value: string) => `满分 ${value} 分`,
  newBest: '新的最好成绩',
  correct: '答对',
  correctOf: (correct: number, of: number) => `${correct}/${of} 题`,
  time: '用时',
  section: '大题',
  sectionCorrect: '答对',
  sectionPoints: '得分',
  ranks: '我的排名',
  contest: '全部参赛者',
  rank: (rank: number) => `第 ${rank} 名`,
  of: (count: number) => `共 ${count} 人`,
  stale: '排名暂时读不到，稍后下拉刷新或重新打开本页；成绩已记录。',
  hidden: '排行榜还没有公布，公布后在这里显示排名；成绩已记录。',
  nothingCounts: '还没有计入排名的成绩。',
  pointsAndTime: (points: string, time: string) => `${points}\u00a0分，用时\u00a0${time}`,
  left: '今日剩余',
  times: (count: number) => `${count} 次`,
  safe: '试卷已经交上去的，成绩不会变；没交上去的，答案还在这部手机上。',
  settling: '试卷正在结算，约半分钟后显示成绩',
  settlingSafe: '已保存的答案都会计分，不用一直等在这里。',
  rest: '成绩已经记录，其余内容暂时没有读到。',
  bySweeper: '到时自动交卷，按已保存的答案计分。',
  collected: '试卷已经收卷（时间到，或主办方提前收卷），按已保存的答案计分。',
  elsewhere: '这份试卷此前已经交卷，这里显示它的成绩。',
  tooLate: '答题时间已过，最后一次提交没有计入；到时前保存的答案已计分。如有异议，联系主办方。',
  uncounted: (numbers: number[]) => `第 ${numbers.join('、')} 题这次送来的答案没有计入：试卷此前已经交了。`,
  voided: '这次作答已作废，不计入成绩。如有疑问，联系主办方。',
  review: '查看答案解析',
  individuals: '个人排行榜',
  home: '回到首页',
};

/** Why the review of a paper handed in may not be seen now, and from when it may. */
export function noReviewYet({ rules, phase, closes }: Pick<Schemas['ContestView'], 'rules' | 'phase' | 'closes'>, now: number): string {
  if (rules.review === 'never') return '本次竞赛不公布答案解析';
  // As decided in `Keys::may_show_key`: where the rule allows it, only an open paper stands in the way.
  if (rules.review === 'at_once' || phase === 'closed') return '另一份没交的试卷里有同样的题，交卷后可以查看答案解析';
  if (phase === 'closing') return '竞赛已截止，试卷全部收齐后可以查看答案解析';
  return `答案解析在竞赛结束（${when(closes, now)}）后可以查看`;
}

export const boardText = {
  individuals: '个人排行榜',
  units: '单位排行榜',
  board: '排行榜',
  everywhere: '全部',
  rank: '名次',
  name: '姓名',
  points: '得分',
  time: '用时',
  unit: '单位',
  index: '指数',
  turnout: '参与率',
  people: (participants: number, headcount: number | null) =>
    headcount === null ? `${participants} 人参加` : `${participants}/${headcount}\u00a0人参加`,
  of: (count: number) => `共 ${count} 人`,
  ofUnits: (count: number) => `共 ${count} 个单位`,
  empty: '还没有人交卷',
  emptyHelp: '第一份成绩出来后会显示在这里。',
  emptyUnits: '还没有参赛单位',
  me: '我',
  myUnit: '本单位',
  myRank: (rank: number, of: number) => `第 ${rank} 名，共 ${of} 人`,
  myUnitRank: (rank: number, of: number) => `第 ${rank} 名，共 ${of} 个`,
  formula: {
    mean: '指数＝参加者的平均分。',
    mean_times_rate: '指数＝参加者的平均分×参与率。',
    shrunk_mean_times_rate: '指数＝参加者的平均分（人数少的向全体平均分靠拢）×参与率。',
    total: '指数＝参加者的总分。',
  } satisfies Record<Schemas['Formula'], string>,
  noRank: {
    nothing: '还没有成绩',
    stale: '名次暂时读不到',
    hidden: '名次还没有公布',
    elsewhere: '不在这个范围内',
  },
  unranked: '未排名',
  above: '超过应参加人数',
  barred: {
    no_headcount: '未登记应参加人数',
    too_few_participants: '参加人数不足',
    turnout_too_low: '参与率不足',
  } satisfies Record<Schemas['Barred'], string>,
  classes: { large: '300 人以上', medium: '100–299 人', small: '100 人以下' } satisfies Record<
    Schemas['UnitClass'],
    string
  >,
  allClasses: '全部规模',
  region: '地区',
  size: '规模',
};

export const historyText = {
  used: '用时',
  voided: '已作废，不计入成绩',
  bySweeper: '到时自动交卷',
  empty: '还没有作答记录',
  emptyHelp: '交卷后，每次的成绩和答案解析都在这里。',
  toHome: '回首页答题',
};

export const pictureText = {
  title: '成绩单',
  open: '生成成绩图片',
  ranks: '当前排名（按计入排名的成绩）',
  noRanks: '排名暂未统计',
  hint: '长按图片保存或发送；在电脑上用鼠标右键',
  foot: '成绩和名次以主办方公布的为准',
  impossible: '这个浏览器不能生成图片，可以用手机截屏。',
};
