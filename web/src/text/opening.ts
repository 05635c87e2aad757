/** Said before the app is there, so in a piece of its own. */
export const openingText = {
  failed: '没能打开：连不上服务器。已经提交和保存的内容不受影响。检查手机网络，或换一处信号好的地方，',
  again: '再打开一次',
};
