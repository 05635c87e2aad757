/** The pages of organizers and liaisons, and those beside them that everybody may open: loaded apart. */
import type { RouteLocationNormalized, RouteRecordRaw } from 'vue-router';

const contest = (route: RouteLocationNormalized) => ({ contest: String(route.params.contest) });
const person = (route: RouteLocationNormalized) => ({ ...contest(route), person: String(route.params.person) });

export const deskRoutes: RouteRecordRaw[] = [
  { path: '/setup', name: 'setup', component: () => import('./organizer/pages/SetupPage.vue') },
  { path: '/desk/sign-in', name: 'desk-sign-in', component: () => import('./pages/DeskSignInPage.vue') },
  {
    path: '/desk',
    name: 'desk',
    meta: { official: true, frame: 'desk' },
    component: () => import('./pages/DeskFrame.vue'),
    redirect: { name: 'desk-contests' },
    children: [
      { path: 'contests', name: 'desk-contests', component: () => import('./pages/DeskContestsPage.vue') },
      { path: 'contests/new', name: 'desk-new', component: () => import('./organizer/pages/NewContestPage.vue') },
      { path: 'accounts', name: 'desk-accounts', component: () => import('./organizer/pages/AccountsPage.vue') },
      { path: 'audit', name: 'desk-audit', component: () => import('./organizer/pages/AuditPage.vue') },
      {
        path: 'c/:contest(\\d+)',
        props: contest,
        component: () => import('./pages/ContestFrame.vue'),
        children: [
          { path: '', name: 'desk-overview', props: contest, component: () => import('./pages/OverviewPage.vue') },
          {
            path: 'settings',
            name: 'desk-settings',
            props: contest,
            component: () => import('./organizer/pages/SettingsPage.vue'),
          },
          { path: 'import', name: 'desk-import', props: contest, component: () => import('./pages/ImportPage.vue') },
          { path: 'turnout', name: 'desk-turnout', props: contest, component: () => import('./pages/TurnoutPage.vue') },
          { path: 'absentees', name: 'desk-absentees', props: contest, component: () => import('./pages/AbsenteesPage.vue') },
          { path: 'people', name: 'desk-people', props: contest, component: () => import('./pages/PeoplePage.vue') },
          { path: 'people/:person(\\d+)', name: 'desk-person', props: person, component: () => import('./pages/PersonPage.vue') },
          { path: 'codes', name: 'desk-codes', props: contest, component: () => import('./pages/CodesPage.vue') },
          { path: 'requests', name: 'desk-requests', props: contest, component: () => import('./pages/RequestsPage.vue') },
          { path: 'board/units', name: 'desk-board-units', props: contest, component: () => import('./pages/UnitBoardPage.vue') },
          {
            path: 'board/individuals',
            name: 'desk-board-individuals',
            props: contest,
            component: () => import('./pages/IndividualBoardPage.vue'),
          },
          { path: 'disputes', name: 'desk-disputes', props: contest, component: () => import('./organizer/pages/DisputesPage.vue') },
          { path: 'questions', name: 'desk-questions', props: contest, component: () => import('./organizer/pages/QuestionsPage.vue') },
          { path: 'commend', name: 'desk-commend', props: contest, component: () => import('./organizer/pages/CommendPage.vue') },
          {
            path: 'audit',
            name: 'desk-contest-audit',
            props: contest,
            component: () => import('./organizer/pages/AuditPage.vue'),
          },
        ],
      },
    ],
  },
  { path: '/wall/:contest(\\d+)', name: 'wall', props: contest, component: () => import('./public/WallPage.vue') },
  { path: '/results/:contest(\\d+)', name: 'results', props: contest, component: () => import('./public/ResultsPage.vue') },
];
