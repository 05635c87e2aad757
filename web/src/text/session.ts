/** Who is signed in, on every page: the forms have their own. */
export const sessionText = {
  account: '我的账号',
  signOut: '退出登录',
  signingOut: '正在上传并退出',
  unsent: (count: number) => `还有 ${count} 题答案没有上传`,
  unsentPaper: '有一份试卷还没有交上去',
  unsentText: '现在退出，这些答案会从这部手机上清除，不能恢复。等联网后再退出，就会先上传。',
  staySignedIn: '先不退出',
  clearAndLeave: '清除并退出',
};
