import type { Schemas } from '../api/client';

export const kindText: Record<Schemas['Kind'], string> = { single: '单选', multiple: '多选', judgment: '判断' };

export const sectionText = (kind: Schemas['Kind'], count: number, each: string) => `${kindText[kind]} ${count}\u00a0题，每题 ${each}\u00a0分`;
