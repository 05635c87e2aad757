import type { Theme } from '../preferences';

export const commonText = {
  product: '安全生产知识网络竞赛',
  back: '返回',
  done: '完成',
  page: '页面',
  waiting: (what: string) => `正在读取${what}`,
  waitingHelp: '网络较慢，可以继续等，也可以换一处信号好的地方再打开。',
  notFound: '没有这个页面',
  notFoundHelp: '网址可能不完整，从首页重新进入。',
  home: '回到首页',
  hotline: '咨询电话',
};

export const settingsText = {
  title: '大字与显示设置',
  short: '大字',
  large: '大字',
  autoNext: '单选、判断选后自动下一题',
  look: '外观',
  theme: { auto: '跟随手机', light: '浅色', dark: '深色' } satisfies Record<Theme, string>,
};
