import { inject, provide, type ComputedRef, type InjectionKey } from 'vue';

import type { Schemas } from '../../api/client';

export type Official = Schemas['ProfileView'];

const key: InjectionKey<ComputedRef<Official>> = Symbol('official');

/** Tells the pages below who is signed in, and with which roles. */
export function provideOfficial(official: ComputedRef<Official>): void {
  provide(key, official);
}

/** Who is signed in at the desk; known to every page in its frame. */
export function useOfficial(): ComputedRef<Official> {
  const official = inject(key);
  if (official === undefined) throw new Error('a page of the desk stands outside its frame');
  return official;
}

/** The nodes that somebody looks after, as organizer or liaison. */
export function nodesOf({ roles }: Official): Schemas['UnitRef'][] {
  const all = [...roles.organizer, ...roles.liaison];
  return all.filter((node, index) => all.findIndex((it) => it.id === node.id) === index);
}

export function isOrganizer({ roles }: Official): boolean {
  return roles.organizer_of_all || roles.organizer.length > 0;
}
