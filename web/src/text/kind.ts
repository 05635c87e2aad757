import type { Schemas } from '../api/client';

export const kindText: Record<Schemas['Kind'], string> = { single: '单选', multiple: '多选', judgment: '判断' };

export const sectionText = (kind: Schemas['Kind'], count: number, each: string) => `${kindText[kind]}\u00a0${count}\u00a0题，每题\u00a0${each}\u00a0分`;
