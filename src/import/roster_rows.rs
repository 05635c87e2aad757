//! What the rows of a roster mean: of which unit each person is, and whether they may be imported.

use std::{collections::HashMap, sync::Arc};

use super::{
    form::Row,
    report::Findings,
    roster::{CITY, CODE, COUNTY, DEPARTMENT, FORM, NAME, NUMBER, ROSTER_COLUMNS, SECRET, UNIT},
};
use crate::{
    auth::Keys,
    domain::{
        UnitId,
        person::{EmployeeNumber, PersonName},
        roles::Roles,
        taking_part::TakingPart,
        unit::{UnitKind, UnitTree},
    },
    store::imports::roster::RosterRow,
};

/// What rows are judged by.
#[derive(Debug)]
pub struct People {
    pub tree: Arc<UnitTree>,
    pub codes: HashMap<String, UnitId>,
    /// The units of the contest.
    pub taking_part: TakingPart,
    pub roles: Arc<Roles>,
    pub keys: Keys,
}

type Refusal = (usize, String);

impl People {
    /// The rows that can be imported; what is wrong with the others is in the findings.
    #[must_use]
    pub fn judge(&self, rows: Vec<Row<ROSTER_COLUMNS>>, mut findings: Findings) -> (Vec<RosterRow>, Findings) {
        let mut by_name = HashMap::<&str, Vec<UnitId>>::new();
        for node in self.tree.nodes().filter(|node| node.kind == UnitKind::Unit && self.taking_part.includes(node.id)) {
            by_name.entry(&node.name).or_default().push(node.id);
        }
        let mut seen = HashMap::<(UnitId, String), u32>::with_capacity(rows.len());
        let mut judged = Vec::with_capacity(rows.len());
        for row in rows {
            let unit = match self.unit(&row, &by_name) {
                Ok(unit) => unit,
                Err((column, message)) => {
                    findings.errors.add(row.line, FORM.columns[column].title, message);
                    continue;
                }
            };
            let Row { line, values } = row;
            // A cell that could not be read is an error already.
            let (Some(name), Some(number)) = (&values[NAME], &values[NUMBER]) else { continue };
            let Some(name) = PersonName::parse(name) else {
                findings.errors.add(line, FORM.columns[NAME].title, format!("超过 {} 个字", PersonName::LONGEST));
                continue;
            };
            let Some(number) = EmployeeNumber::parse(number) else {
                let message = format!("应当是不超过 {} 位的字母、数字和 - _ . /", EmployeeNumber::LONGEST);
                findings.errors.add(line, FORM.columns[NUMBER].title, message);
                continue;
            };
            let (name, number) = (name.as_str().to_owned(), number.as_str().to_owned());
            if let Some(first) = seen.get(&(unit, number.clone())) {
                findings.errors.add(line, FORM.columns[NUMBER].title, format!("与第 {first} 行的单位和工号相同"));
                continue;
            }
            let secret = values[SECRET].as_ref().map(|secret| self.keys.roster_secret(secret));
            seen.insert((unit, number.clone()), line);
            judged.push(RosterRow { line: line.into(), unit, number, name, secret });
        }
        (judged, findings)
    }

    fn unit(&self, row: &Row<ROSTER_COLUMNS>, by_name: &HashMap<&str, Vec<UnitId>>) -> Result<UnitId, Refusal> {
        let unit = match (&row.values[CODE], &row.values[UNIT]) {
            (Some(code), _) => self.codes.get(code).copied().ok_or((CODE, format!("没有编码为“{code}”的单位")))?,
            (None, Some(name)) => self.by_name(row, name, by_name)?,
            (None, None) => return Err((UNIT, "单位名称和单位编码至少填写一项".into())),
        };
        let unit = match &row.values[DEPARTMENT] {
            Some(name) => self.department(unit, name)?,
            None => unit,
        };
        let named = if row.values[CODE].is_some() { CODE } else { UNIT };
        if !self.taking_part.includes(unit) {
            return Err((named, "该单位没有参加本竞赛，请先导入单位".into()));
        }
        if !self.roles.may_look_after(&self.tree, unit) {
            return Err((named, "该单位不在您负责的范围内".into()));
        }
        Ok(unit)
    }

    fn by_name(
        &self,
        row: &Row<ROSTER_COLUMNS>,
        name: &str,
        by_name: &HashMap<&str, Vec<UnitId>>,
    ) -> Result<UnitId, Refusal> {
        let within = |unit: &UnitId| {
            let path = self.tree.path(*unit);
            [CITY, COUNTY]
                .into_iter()
                .filter_map(|column| row.values[column].as_deref())
                .all(|place| path.iter().any(|node| self.tree.get(*node).is_some_and(|node| node.name == place)))
        };
        let all = by_name.get(name).map(Vec::as_slice).unwrap_or_default();
        let mut fitting = all.iter().filter(|unit| within(unit));
        match (fitting.next(), fitting.next()) {
            (Some(unit), None) => Ok(*unit),
            (None, _) => Err((UNIT, format!("没有名为“{name}”的参赛单位"))),
            (Some(_), Some(_)) => Err((UNIT, format!("有多个名为“{name}”的单位，请填写市、县（市、区）或单位编码"))),
        }
    }

    fn department(&self, unit: UnitId, name: &str) -> Result<UnitId, Refusal> {
        if self.tree.get(unit).is_some_and(|node| node.kind == UnitKind::Department && node.name == name) {
            return Ok(unit);
        }
        let department = self.tree.children(Some(unit)).find(|node| node.name == name);
        department.map(|node| node.id).ok_or((DEPARTMENT, format!("该单位没有名为“{name}”的部门，请先导入单位")))
    }
}
