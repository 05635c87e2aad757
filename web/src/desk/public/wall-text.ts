export const wallText = {
  people: (count: string) => `已有 ${count} 人交卷`,
  individuals: '个人排行',
  units: '单位排行',
  tooFew: '参加人数满 20 人后显示',
  noUnits: '有单位参加后显示',
  live: (when: string) => `实时 · ${when}`,
  stale: (when: string) => `连接中断，画面停在 ${when}，正在重新连接`,
  opening: '正在连接',
  wall: '大屏',
};
