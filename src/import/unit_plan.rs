//! What a file of units means for the tree: pure, from the tree as it is and the rows.

use std::collections::{BTreeMap, HashMap};

use super::{
    form::Row,
    report::Findings,
    units::{CITY, CODE, COUNTY, DEPARTMENT, FORM, HEADCOUNT, PROVINCE, SECTOR, UNIT, UNIT_COLUMNS, WORD},
};
use crate::domain::{
    UnitId,
    roles::Roles,
    unit::{UnitKind, UnitTree},
};

/// What stands already.
#[derive(Debug)]
pub struct Ground<'a> {
    pub tree: &'a UnitTree,
    pub codes: &'a HashMap<String, UnitId>,
    /// The units of the contest and what they declared.
    pub enlisted: &'a HashMap<UnitId, Option<i64>>,
    pub roles: &'a Roles,
}

/// A node that is there, or the one at that place among the new ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Node {
    Known(UnitId),
    New(usize),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewNode {
    pub parent: Option<Node>,
    pub kind: UnitKind,
    pub name: String,
    pub sector: Option<String>,
    pub code: Option<String>,
}

/// A node that gets another place, name, sector or code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangedNode {
    pub id: UnitId,
    pub parent: Option<Node>,
    pub name: String,
    pub sector: Option<String>,
    /// None: it keeps the one it has.
    pub code: Option<String>,
}

/// A unit of the contest, new or with something else than before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enlistment {
    pub node: Node,
    pub headcount: Option<i64>,
    /// The code that says which unit (单位口令). None: it keeps the one it has.
    pub word: Option<String>,
}

/// What is to be done. Parents stand before their children.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    pub nodes: Vec<NewNode>,
    pub changes: Vec<ChangedNode>,
    pub enlisted: Vec<Enlistment>,
    pub created: usize,
    pub updated: usize,
}

/// Makes the plan. A row that cannot be carried out is an error of `findings`.
pub fn plan(ground: &Ground<'_>, rows: &[Row<UNIT_COLUMNS>], findings: &mut Findings) -> Plan {
    let known = ground.tree.nodes().map(|node| ((node.parent, node.name.as_str()), node.id)).collect();
    let mut planner = Planner { ground, known, plan: Plan::default(), new: HashMap::new(), seen: BTreeMap::new() };
    let mut codes = HashMap::<&str, u32>::new();
    for row in rows {
        if let Some(code) = row.values[CODE].as_deref()
            && let Some(first) = codes.insert(code, row.line)
        {
            codes.insert(code, first);
            findings.errors.add(row.line, FORM.columns[CODE].title, format!("与第 {first} 行的单位编码相同"));
            continue;
        }
        if let Err((column, message)) = planner.row(row) {
            findings.errors.add(row.line, column.map(|index: usize| FORM.columns[index].title), message);
        }
    }
    planner.plan
}

type Refusal = (Option<usize>, String);

struct Planner<'a> {
    ground: &'a Ground<'a>,
    /// The nodes of the tree by parent and name.
    known: HashMap<(Option<UnitId>, &'a str), UnitId>,
    plan: Plan,
    new: HashMap<(Option<Node>, String), usize>,
    /// The line that spoke of a node first.
    seen: BTreeMap<Node, u32>,
}

impl Planner<'_> {
    fn row(&mut self, row: &Row<UNIT_COLUMNS>) -> Result<(), Refusal> {
        // A cell that could not be read is an error already.
        let (Some(province), Some(unit)) = (&row.values[PROVINCE], &row.values[UNIT]) else { return Ok(()) };
        let value = |column: usize| row.values[column].clone();
        let mut path = vec![(PROVINCE, UnitKind::Province, province.clone())];
        path.extend(value(CITY).map(|name| (CITY, UnitKind::City, name)));
        path.extend(value(COUNTY).map(|name| (COUNTY, UnitKind::County, name)));
        path.push((UNIT, UnitKind::Unit, unit.clone()));
        path.extend(value(DEPARTMENT).map(|name| (DEPARTMENT, UnitKind::Department, name)));
        let Some((column, kind, name)) = path.pop() else { return Ok(()) };
        self.check_scope(&path, &name)?;

        let coded = row.values[CODE].as_ref().and_then(|code| self.ground.codes.get(code)).copied();
        let mut parent = None;
        for (column, kind, name) in path {
            parent = Some(self.find_or_add(parent, kind, &name, column)?);
        }
        let node = match coded {
            Some(id) => self.keep(id, parent, kind, &name, row)?,
            None => match self.find_or_add(parent, kind, &name, column)? {
                Node::Known(id) => self.keep(id, parent, kind, &name, row)?,
                new @ Node::New(_) => new,
            },
        };
        if let Node::New(index) = node {
            // It may have been made as the parent of a department before.
            let new = &mut self.plan.nodes[index];
            new.sector = value(SECTOR).or(new.sector.take());
            new.code = value(CODE).or(new.code.take());
        }
        if let Some(first) = self.seen.insert(node, row.line) {
            self.seen.insert(node, first);
            return Err((None, format!("与第 {first} 行是同一个单位")));
        }
        self.enlist(node, row);
        Ok(())
    }

    /// Organizers of a node import below it only.
    fn check_scope(&self, path: &[(usize, UnitKind, String)], name: &str) -> Result<(), Refusal> {
        let roles = self.ground.roles;
        let mut node = None;
        let mut theirs = roles.organizer_of_all;
        for name in path.iter().map(|(_, _, name)| name.as_str()).chain([name]) {
            let Some(Node::Known(id)) = self.find(node.map(Node::Known), name) else { break };
            theirs |= roles.organizer.contains(&id);
            node = Some(id);
        }
        if theirs { Ok(()) } else { Err((None, "不在您负责的地区范围内".into())) }
    }

    fn find(&self, parent: Option<Node>, name: &str) -> Option<Node> {
        let known = match parent {
            Some(Node::New(_)) => None,
            Some(Node::Known(id)) => self.known.get(&(Some(id), name)),
            None => self.known.get(&(None, name)),
        };
        let new = || self.new.get(&(parent, name.to_owned())).copied().map(Node::New);
        known.copied().map(Node::Known).or_else(new)
    }

    fn find_or_add(
        &mut self,
        parent: Option<Node>,
        kind: UnitKind,
        name: &str,
        column: usize,
    ) -> Result<Node, Refusal> {
        let Some(node) = self.find(parent, name) else {
            return Ok(self.add(parent, kind, name.to_owned()));
        };
        if self.kind(node) == Some(kind) {
            Ok(node)
        } else {
            Err((Some(column), format!("“{name}”已是另一级别的地区或单位")))
        }
    }

    fn kind(&self, node: Node) -> Option<UnitKind> {
        match node {
            Node::Known(id) => self.ground.tree.get(id).map(|node| node.kind),
            Node::New(index) => self.plan.nodes.get(index).map(|node| node.kind),
        }
    }

    fn add(&mut self, parent: Option<Node>, kind: UnitKind, name: String) -> Node {
        let index = self.plan.nodes.len();
        self.new.insert((parent, name.clone()), index);
        self.plan.nodes.push(NewNode { parent, kind, name, sector: None, code: None });
        Node::New(index)
    }

    /// The row speaks of a node that is there, by its code or its place.
    fn keep(
        &mut self,
        id: UnitId,
        parent: Option<Node>,
        kind: UnitKind,
        name: &str,
        row: &Row<UNIT_COLUMNS>,
    ) -> Result<Node, Refusal> {
        let node = Node::Known(id);
        let Some(known) = self.ground.tree.get(id) else { return Ok(node) };
        if known.kind != kind {
            return Err((Some(CODE), "单位编码或名称已属于另一级别的单位".into()));
        }
        let moved = known.parent.map(Node::Known) != parent || known.name != name;
        if moved && self.find(parent, name).is_some() {
            return Err((Some(UNIT), format!("“{name}”已存在，单位编码却不同")));
        }
        let ours = |node: &UnitId| self.ground.tree.is_within(id, *node);
        if !self.ground.roles.organizer_of_all && !self.ground.roles.organizer.iter().any(ours) {
            return Err((Some(CODE), "该编码的单位不在您负责的地区范围内".into()));
        }
        let sector = row.values[SECTOR].clone();
        let code = row.values[CODE].clone();
        let other_sector = sector.is_some() && sector != known.sector;
        let other_code = code.as_ref().is_some_and(|code| self.ground.codes.get(code) != Some(&id));
        if moved || other_sector || other_code {
            let sector = sector.or_else(|| known.sector.clone());
            self.plan.changes.push(ChangedNode { id, parent, name: name.to_owned(), sector, code });
        }
        Ok(node)
    }

    fn enlist(&mut self, node: Node, row: &Row<UNIT_COLUMNS>) {
        let headcount = row.values[HEADCOUNT].as_ref().and_then(|count| count.parse().ok());
        let known = match node {
            Node::Known(id) => self.ground.enlisted.get(&id),
            Node::New(_) => None,
        };
        let changed = matches!((node, self.plan.changes.last()), (Node::Known(id), Some(change)) if change.id == id);
        match known {
            None => self.plan.created += 1,
            Some(known) if *known != headcount || changed => self.plan.updated += 1,
            Some(_) => {}
        }
        let word = row.values[WORD].clone();
        if known != Some(&headcount) || word.is_some() {
            self.plan.enlisted.push(Enlistment { node, headcount, word });
        }
    }
}
