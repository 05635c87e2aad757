//! Names of people, as public lists write them.

/// Surnames of two characters, as the household registers know them.
const COMPOUND: [&str; 24] = [
    "欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "宇文", "长孙", "司徒", "司空",
    "夏侯", "端木", "百里", "呼延", "轩辕", "南宫", "东郭", "西门", "独孤", "申屠",
];

/// Keeps the surname and hides the rest: 张*, 欧阳**. A name of one character is hidden whole.
#[must_use]
pub fn masked(name: &str) -> String {
    let name = name.trim();
    let count = name.chars().count();
    let compound = count > 2 && COMPOUND.iter().any(|surname| name.starts_with(surname));
    let shown = match count {
        0 | 1 => 0,
        _ if compound => 2,
        _ => 1,
    };
    name.chars().take(shown).chain(std::iter::repeat_n('*', count - shown)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_surname_stays_readable() {
        let names = ["张三", "张小三", "欧阳小明", "欧阳", "张", "", " 李四 ", "A. Smith", "买买提·艾力"];
        let shown = names.map(masked);
        assert_eq!(shown, ["张*", "张**", "欧阳**", "欧*", "*", "", "李*", "A*******", "买*****"]);
    }
}
