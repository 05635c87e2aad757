//! What every use case works with: the store, the board, the clock, the keys.

use std::{hash::Hash, path::PathBuf, sync::Arc};

use parking_lot::RwLock;
use quick_cache::sync::Cache;
use sqlx::AnyConnection;
use tokio::sync::Mutex;

use crate::{
    auth::{Doors, Keys, Passwords, Refreshing, SetUpCode},
    board::{Board, MemoryBoard, Placed},
    chance::Randomness,
    clock::Clock,
    domain::{
        AttemptId, ContestId, PersonId, Span, Stamp,
        attempt::Head,
        contest::Contest,
        paper::{PaperSource, SourceHash},
        ranking::Standing,
        roles::Roles,
        taking_part::TakingPart,
        unit::{UnitTree, UnitTrees},
        unit_finder::UnitFinder,
    },
    kept::{PinnedListings, UnitTables, Walls},
    sheet::Parser,
    store::{self, Location, Projection, Store, StoreError},
};

/// Heads of attempts kept at hand, so that a save asks the store for nothing that never changes.
const HEADS: usize = 100_000;

/// How long roles and sessions are believed without asking the store.
const REMEMBERED: Span = Span::seconds(30);

/// One replica's parts. Cheap to share behind an [`Arc`].
#[derive(Debug)]
pub struct App {
    pub store: Store,
    pub board: Arc<dyn Board>,
    pub clock: Clock,
    pub randomness: Randomness,
    pub keys: Keys,
    /// Who parses workbooks for imports.
    pub parser: Parser,
    /// Held by the import that runs.
    pub(crate) importing: Mutex<()>,
    pub passwords: Passwords,
    pub doors: Doors,
    pub(crate) refreshing: Refreshing,
    pub(crate) set_up_code: SetUpCode,
    /// Packs that are not public, a file or a folder: read when a contest is published.
    pub bank_dir: Option<PathBuf>,
    pub unit_tables: UnitTables,
    pub pinned_listings: PinnedListings,
    pub walls: Walls,
    pub(crate) heads: Cache<AttemptId, Arc<Head>>,
    sessions: Remembered<(i64, PersonId), bool>,
    roles: Remembered<PersonId, Arc<Roles>>,
    units_taking_part: Remembered<ContestId, Arc<TakingPart>>,
    trees: Arc<RwLock<UnitTrees>>,
    unit_finder: RwLock<Arc<UnitFinder>>,
}

impl App {
    /// Opens the store at `location`, and a board in this process.
    pub async fn open(
        location: &Location,
        clock: Clock,
        randomness: Randomness,
        keys: Keys,
        bank_dir: Option<PathBuf>,
    ) -> Result<Arc<Self>, StoreError> {
        let board: Arc<dyn Board> = Arc::new(MemoryBoard::new(clock.now()));
        let trees = Arc::<RwLock<UnitTrees>>::default();
        let projection = projection(board.clone(), trees.clone());
        let store = Store::open(location, clock.clone(), projection).await?;
        store::imports::undo::abandon_unfinished(&store).await?;
        let app = Self {
            store,
            board,
            clock,
            passwords: Passwords::new(randomness.clone()),
            randomness,
            keys,
            parser: Parser::this_program()?,
            importing: Mutex::default(),
            doors: Doors::default(),
            refreshing: Refreshing::default(),
            set_up_code: SetUpCode::default(),
            bank_dir,
            unit_tables: UnitTables::default(),
            pinned_listings: PinnedListings::default(),
            walls: Walls::default(),
            heads: Cache::new(HEADS),
            sessions: Remembered::default(),
            roles: Remembered::default(),
            units_taking_part: Remembered::default(),
            trees,
            unit_finder: RwLock::default(),
        };
        app.reload_units().await?;
        app.rebuild_boards().await?;
        Ok(Arc::new(app))
    }

    /// The paper source of that hash.
    pub async fn source(&self, hash: SourceHash) -> Result<Arc<PaperSource>, StoreError> {
        match self.store.sources().known(hash) {
            Some(source) => Ok(source),
            None => self.store.sources().get(&mut *self.store.read().await?, hash).await,
        }
    }

    /// The unit tree as it is now.
    #[must_use]
    pub fn units(&self) -> Arc<UnitTree> {
        self.trees.read().now.clone()
    }

    /// The unit tree that the ranks of a contest go by: as it is, or as it was when it was first changed
    /// after the contest had closed.
    #[must_use]
    pub fn units_of(&self, contest: ContestId) -> Arc<UnitTree> {
        self.trees.read().of(contest).clone()
    }

    /// Finds nodes of the unit tree by what is typed.
    #[must_use]
    pub fn unit_finder(&self) -> Arc<UnitFinder> {
        self.unit_finder.read().clone()
    }

    /// The units of a contest as they are now.
    pub(crate) async fn taking_part(
        &self,
        connection: &mut AnyConnection,
        contest: &Contest,
    ) -> Result<TakingPart, StoreError> {
        let listed = store::enrolments::listed_units(connection, contest.id).await?;
        Ok(TakingPart::of(contest, self.units(), listed))
    }

    /// The units of a contest as they were at most [`REMEMBERED`] ago: for looking, not for changing.
    pub(crate) async fn recently_taking_part(&self, contest: ContestId) -> Result<Option<Arc<TakingPart>>, StoreError> {
        let now = self.clock.now();
        if let Some(known) = self.units_taking_part.get(&contest, now) {
            return Ok(Some(known));
        }
        let mut connection = self.store.read().await?;
        let Some(found) = store::contests::find(&mut connection, contest).await? else { return Ok(None) };
        let taking_part = Arc::new(self.taking_part(&mut connection, &found).await?);
        self.units_taking_part.insert(contest, taking_part.clone(), now);
        Ok(Some(taking_part))
    }

    /// Whether a session still is; remembered for [`REMEMBERED`].
    pub async fn is_alive(&self, session: i64, person: PersonId) -> Result<bool, StoreError> {
        let now = self.clock.now();
        if let Some(alive) = self.sessions.get(&(session, person), now) {
            return Ok(alive);
        }
        let alive = store::sessions::is_alive(&mut *self.store.read().await?, session, person).await?;
        self.sessions.insert((session, person), alive, now);
        Ok(alive)
    }

    /// Forgets what it knew of a session, when it ends.
    pub fn forget_session(&self, session: i64, person: PersonId) {
        self.sessions.0.remove(&(session, person));
    }

    /// A person's roles as the store has them now.
    pub async fn roles(&self, person: PersonId) -> Result<Arc<Roles>, StoreError> {
        let now = self.clock.now();
        let roles = Arc::new(store::roles::of(&mut *self.store.read().await?, person).await?);
        self.roles.insert(person, roles.clone(), now);
        Ok(roles)
    }

    /// A person's roles as they were at most [`REMEMBERED`] ago: for looking, not for changing.
    pub async fn recent_roles(&self, person: PersonId) -> Result<Arc<Roles>, StoreError> {
        match self.roles.get(&person, self.clock.now()) {
            Some(roles) => Ok(roles),
            None => self.roles(person).await,
        }
    }

    /// Reads the unit tree again, after it was changed.
    pub async fn reload_units(&self) -> Result<(), StoreError> {
        let mut connection = self.store.read().await?;
        let now = Arc::new(store::units::tree(&mut connection).await?);
        let kept = store::kept_trees::all(&mut connection).await?;
        drop(connection);
        *self.unit_finder.write() = Arc::new(UnitFinder::of(&now));
        *self.trees.write() = UnitTrees { now, kept };
        self.units_taking_part.0.clear();
        Ok(())
    }

    /// Makes every board anew from the store's standings.
    pub async fn rebuild_boards(&self) -> Result<(), StoreError> {
        let mut connection = self.store.read().await?;
        for contest in store::contests::list(&mut connection).await? {
            let standings = store::standings::of_contest(&mut connection, contest.id).await?;
            let placed = place(&self.trees.read(), standings);
            // A board in this process is never away; another is rebuilt when it is back.
            if let Err(away) = self.board.rebuild(contest.id, placed).await {
                tracing::warn!(contest = contest.id.0, %away, "a board could not be rebuilt");
            }
        }
        Ok(())
    }
}

/// What the store said, with when it was asked; believed for [`REMEMBERED`] of the store's time.
#[derive(Debug)]
struct Remembered<K, V>(Cache<K, (Stamp, V)>)
where
    K: Hash + Eq,
    V: Clone;

impl<K, V> Default for Remembered<K, V>
where
    K: Hash + Eq,
    V: Clone,
{
    fn default() -> Self {
        Self(Cache::new(HEADS))
    }
}

impl<K, V> Remembered<K, V>
where
    K: Hash + Eq,
    V: Clone,
{
    fn get(&self, key: &K, now: Stamp) -> Option<V> {
        let (asked, value) = self.0.get(key)?;
        (Span::ZERO..REMEMBERED).contains(&(now - asked)).then_some(value)
    }

    fn insert(&self, key: K, value: V, asked: Stamp) {
        self.0.insert(key, (asked, value));
    }
}

fn projection(board: Arc<dyn Board>, trees: Arc<RwLock<UnitTrees>>) -> Projection {
    Arc::new(move |standings| {
        let (board, placed) = (board.clone(), place(&trees.read(), standings));
        Box::pin(async move {
            if let Err(away) = board.apply(placed).await {
                tracing::warn!(%away, "the board does not follow");
            }
        })
    })
}

fn place(trees: &UnitTrees, standings: Vec<Standing>) -> Vec<Placed> {
    let path = |standing: &Standing| trees.of(standing.contest).path(standing.unit);
    standings.into_iter().map(|standing| Placed { path: path(&standing), standing }).collect()
}
