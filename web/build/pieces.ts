/**
 * How the app is cut into pieces. On a weak network a request costs more than a kilobyte, and a browser
 * makes six at once: what home needs comes in few pieces, and what only some pages need is in none of them.
 * The desk is apart, its charts apart from its forms, and the pages that everybody may open (the wall, the
 * result) apart from both.
 */

const isStyle = /\.css$|[?&]type=style/;
/** What the desk's pages draw QR codes with. */
const qr = /\/node_modules\/uqr\/|\/src\/desk\/qr\.ts/;

const isLibrary = /\/node_modules\//;

/** What the phone pages are made of; every other library is for the desk. */
const ofPhones = /\/node_modules\/(?:vue|@vue\/[\w-]+|vue-router|vant|@vant\/[\w-]+|openapi-fetch)\//;

/** What asks for the first answers waits for nothing else. */
const early = /\/src\/(?:storage|preferences|api\/early|text\/opening)|preload-helper|export-helper|@oxc-project/;

/** Fields are for forms: who is signed in needs none. */
const forms = /\/vant\/es\/(?:field|cell)|\/src\/(?:text\/account|components\/(?:ChosenUnit|PasswordField|UnitForm|formField)|composables\/(?:useForm|useThen)|style\/field)/;

/** Both leaderboards. */
const boards = /\/src\/(?:components\/board|composables\/(?:usePolling|useQuery))/;

/** Reviewing and practising come after a paper. */
const learning = /\/src\/(?:components\/practice|components\/result\/ReviewedCard|text\/(?:practice|review)|citation\.ts)/;

/** The app with home, whatever else is opened: all but what belongs to other pages. */
const app =
  /\/src\/(?!app\.ts|main\.ts|citation\.ts|desk\/|picture\/|text\/(?:notice|paper|unit)|pages\/(?!HomePage)|components\/(?:account|board|paper|result)\/|components\/(?:home\/JoinContest|MissingUnit)|composables\/(?:useAttempt|useOfflineQueue|usePaperKeys|usePolling|useQuery|useSwipe|useTapGuard|useThen))/;

const ofDesk = /\/src\/desk\//;

/** What needs Element's forms; liaisons load of it the picker of units alone, and only where they pick one. */
const ofOrganizers = /\/src\/desk\/(?:organizer\/|element\.ts|style\/element|components\/UnitPicker)/;

export const pieces = {
  includeDependenciesRecursively: false,
  groups: [
    { name: 'early', test: early, priority: 4 },
    { name: 'forms', test: forms, priority: 3 },
    { name: 'learning', test: learning, priority: 3 },
    { name: 'boards', test: boards, priority: 3 },
    { name: 'libraries', test: ofPhones, priority: 2 },
    { name: 'qr', test: qr, priority: 2 },
    { name: 'chart', test: /\/node_modules\/(?:echarts|zrender|tslib)\//, priority: 2 },
    { name: 'element', test: (id: string) => isLibrary.test(id) && !isStyle.test(id) && !ofPhones.test(id), priority: 1 },
    { name: 'app', test: app, priority: 1 },
    { name: 'organizer', test: ofOrganizers, minShareCount: 2 },
    { name: 'desk', test: (id: string) => ofDesk.test(id) && !ofOrganizers.test(id) && !/\/desk\/(?:public|routes)/.test(id), minShareCount: 2 },
    { name: 'shared', test: (id: string) => /\/src\//.test(id) && !ofDesk.test(id), minShareCount: 2 },
  ],
};
