//! `ankao bank export`, `import` and `template` as a shell sees them: what they print, write, and their exit status.

use std::{
    fs,
    io::{Cursor, Write},
    path::Path,
    process::{Command, Output},
};

use rust_xlsxwriter::{Formula, Workbook};
use zip::{ZipWriter, write::SimpleFileOptions};

const STATUTE: &str = r#"[statute]
id = "lamp-law"
title = "灯塔法"
version = "2020-01-02"
valid_from = "2020-03-01"
"#;

const QUESTIONS: &str = r#"
[[question]]
id = "lamp-001-01"
kind = "single"
stem = "=灯塔应当\n何时点灯？🚢"
options = ["夜间", "+正午", "<清晨> & \"假日\"", "3.50"]
key = ["B"]
difficulty = 2
topics = ["点灯", "a；b"]
article = 1
paragraph = 1
phrase = "夜间点灯"
explanation = "灯塔夜间点灯。"
excludes = ["lamp-002-02"]

[[question]]
id = "lamp-002-01"
kind = "judgment"
stem = "守灯人应当是一人。"
key = ["错"]
difficulty = 1
topics = ["职责"]
cites = [{ article = 2, paragraph = 2, phrase = "可以二人" }, { article = 3, item = 1, phrase = "（一）点灯；" }]
explanation = "可以是二人。"
usage = "contest"

[[question]]
id = "lamp-002-02"
kind = "multiple"
stem = "守灯人履行哪些职责？"
options = ["点灯", "擦灯", "钓鱼", "唱歌", "下棋"]
key = ["A", "B"]
difficulty = 3
topics = ["职责"]
article = 2
phrase = "履行下列职责"
explanation = "点灯、擦灯。"
"#;

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        let folder = Self(tempfile::tempdir().expect("a folder"));
        folder.write("statute.toml", STATUTE);
        folder.write("lamp.toml", format!("{STATUTE}{QUESTIONS}"));
        folder
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        fs::write(self.path(name), content).expect("written");
    }

    fn ankao(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ankao"));
        command.current_dir(self.0.path()).arg("bank").args(arguments).output().expect("ankao runs")
    }

    #[track_caller]
    fn said(&self, status: i32, arguments: &[&str]) -> String {
        let output = self.ankao(arguments);
        assert_eq!(output.status.code(), Some(status), "{output:?}");
        String::from_utf8(output.stdout).expect("UTF-8")
    }

    /// The one sentence of what cannot be done.
    #[track_caller]
    fn refused(&self, arguments: &[&str]) -> String {
        let output = self.ankao(arguments);
        assert_eq!(output.status.code(), Some(1), "{output:?}");
        let said = String::from_utf8(output.stderr).expect("UTF-8");
        assert!(said.starts_with("ankao: ") && said.lines().count() == 1, "{said}");
        said
    }

    /// Why a file cannot be imported, of which nothing is left behind.
    #[track_caller]
    fn refuses(&self, file: impl AsRef<[u8]>) -> String {
        self.write("hostile", file);
        let said = self.refused(&["import", "hostile", "--into", "hostile-bank", "--statute-file", "statute.toml"]);
        assert!(!Path::new(&self.path("hostile-bank")).exists());
        said.trim_end().rsplit('：').next().unwrap_or_default().to_owned()
    }
}

#[test]
fn a_bank_goes_out_and_comes_back_the_same_in_every_format_that_can_carry_it() {
    let folder = Folder::new();
    for format in ["xlsx", "csv", "moodle", "gift", "qti30"] {
        let file = format!("out.{format}");
        let exported = folder.said(0, &["export", "--format", format, "--bank", "lamp.toml", &file]);
        assert_eq!(exported, format!("已导出 3 道试题到 {file}，没有导出 0 道\n"));
        // The format is known by what the file holds.
        let imported = folder.said(0, &["import", &file, "--into", format, "--statute-file", "statute.toml"]);
        assert_eq!(
            imported,
            format!("{format}/lamp-law.toml：写入 3 道\n已导入 3 道：共 3 道，有错 0 道，待补全 0 道，已有 0 道\n")
        );
        let same = folder.said(0, &["diff", "lamp.toml", format]);
        assert!(same.starts_with("两份题库相同"), "{format}: {same}");
    }
}

#[test]
fn what_aiken_cannot_carry_is_named() {
    let folder = Folder::new();
    let said = folder.said(1, &["export", "--format", "aiken", "--bank", "lamp.toml", "out.txt"]);
    assert_eq!(
        said,
        "没有导出 lamp-001-01：题干或选项有换行，而 Aiken 各占一行\n没有导出 lamp-002-01：Aiken 只有单选题\n\
         没有导出 lamp-002-02：Aiken 只有单选题\n注意：这种格式不带题号、法规、难度、知识点、依据、解析、用途、不同卷\n\
         已导出 0 道试题到 out.txt，没有导出 3 道\n"
    );
}

#[test]
fn the_whole_bundled_bank_comes_back_the_same() {
    let folder = Folder::new();
    let statute = ["--statute", "work-safety-law"];
    for format in ["xlsx", "gift", "moodle", "qti30"] {
        folder.said(0, &[&["export", "--format", format, "out"], &statute[..]].concat());
        let said = folder.said(0, &["import", "out", "--into", format]);
        assert!(
            said.contains("注意：用作 ANKAO_BANK_DIR 时，它取代内置的整部《中华人民共和国安全生产法》（"),
            "{said}"
        );
    }
    let bundled = concat!(env!("CARGO_MANIFEST_DIR"), "/question-bank/work-safety-law.toml");
    for format in ["xlsx", "gift", "moodle", "qti30"] {
        assert!(folder.said(0, &["diff", bundled, format]).starts_with("两份题库相同"), "{format}");
    }
    let unknown = folder.refused(&["export", "--format", "csv", "--statute", "lamp-law", "out"]);
    assert!(unknown.contains("没有编号为 lamp-law 的法规；有：accident-reporting、"), "{unknown}");
}

#[test]
fn a_dry_run_tells_of_each_row_what_was_read_what_is_wrong_and_what_is_alike() {
    let folder = Folder::new();
    folder.write(
        "new.csv",
        "题型,题干,选项A,选项B,选项C,选项D,答案,解析,难度,依据,知识点,题号\n\
         判断,守灯人应当是一人。,,,,,错,可以是二人。,1,《灯塔法》第2条“可以二人”,职责,\n\
         单选,灯塔由谁看守？,守灯人,渔民,船长,港务公司,A,,,《灯塔法》第2条,,\n\
         填空,灯塔____点灯。,,,,,夜间,,,,,\n\
         单选,雾天怎样？,不得熄灯,熄灯,=1+1,敲钟,A,雾天不得熄灯。,2,《海图法》第1条“雾天”,雾,\n\
         判断,依照《灯塔法》的规定，灯塔的守灯人依法履行点灯和擦灯的职责时应当是一人。,,,,,错,可以。,1,《灯塔法》第2条“可以二人”,职责,\n\
         判断,依照《灯塔法》的规定，灯塔的守灯人依法履行点灯和擦灯的职责时应当是二人。,,,,,错,可以。,1,《灯塔法》第2条“可以二人”,职责,\n",
    );
    let import = ["import", "new.csv", "--into", "bank", "--statute-file", "statute.toml"];
    fs::create_dir(folder.path("bank")).expect("a folder");
    fs::copy(folder.path("lamp.toml"), folder.path("bank/lamp.toml")).expect("copied");
    let said = folder.said(1, &[&import[..], &["--dry-run"]].concat());
    let (near, rest) = said
        .split_once("注意：第 7 行，")
        .map(|(_, it)| it)
        .map(|it| it.split_once('\n').expect("a line"))
        .expect("alike");
    assert!(near.starts_with("题干和答案与 lamp-002-05 有 "), "{near}");
    let before = said.split("注意：第 7 行").next().unwrap_or_default();
    assert_eq!(
        before,
        "第 2 行 lamp-002-03 判断：守灯人应当是一人。\n\
         有错：第 2 行，题干和选项与 lamp-002-01 相同\n\
         第 3 行 lamp-002-04 单选：灯塔由谁看守？\n\
         待补全：第 3 行，解析 explanation 是空的\n\
         待补全：第 3 行，关键短语 phrase 是空的\n\
         注意：第 3 行，没有难度，按 3 计\n\
         注意：第 3 行，没有知识点，记作“未分类”\n\
         有错：第 4 行，题型“填空”不能导入，只有单选、多选、判断\n\
         有错：第 5 行，选项C是公式，请粘贴为数值\n\
         第 6 行 lamp-002-05 判断：依照《灯塔法》的规定，灯塔的守灯人依法履行点灯和擦灯的职责时\n\
         第 7 行 lamp-002-06 判断：依照《灯塔法》的规定，灯塔的守灯人依法履行点灯和擦灯的职责时\n"
    );
    assert_eq!(rest, "只检查，没有导入：共 6 道，有错 3 道，待补全 1 道，已有 0 道\n");
    let before = fs::read(folder.path("bank/lamp.toml")).expect("readable");
    let refused = folder.said(1, &import);
    assert!(refused.ends_with("没有导入：共 6 道，有错 3 道，待补全 1 道，已有 0 道\n"), "{refused}");
    assert_eq!(fs::read(folder.path("bank/lamp.toml")).expect("readable"), before);
}

#[test]
fn questions_join_a_file_that_keeps_its_remarks_and_may_be_completed_there() {
    let folder = Folder::new();
    fs::create_dir(folder.path("bank")).expect("a folder");
    folder.write("bank/mine.toml", format!("# 编者注\n{STATUTE}{QUESTIONS}"));
    folder.write("new.txt", "灯塔由谁看守？\nA. 守灯人\nB. 渔民\nC. 船长\nD. 港务公司\nANSWER: A\n");
    let import = ["import", "new.txt", "--into", "bank", "--statute-file", "statute.toml"];
    let said = folder.said(1, &import);
    assert!(said.contains("待补全：第 1 行，没有引用条文\n") && said.contains("bank/mine.toml：写入 1 道\n"), "{said}");
    assert!(said.ends_with("补全之前题库不能使用；缺什么，见 ankao bank check bank\n"), "{said}");
    let text = fs::read_to_string(folder.path("bank/mine.toml")).expect("readable");
    assert!(text.starts_with("# 编者注\n") && text.contains("id = \"lamp-000-01\""), "{text}");
    let found = folder.said(1, &["check", "bank"]);
    assert!(found.contains("lamp-000-01 citation_missing 没有引用条文"), "{found}");
    let complete = text
        .replace("cites = [\n]", "article = 2\nphrase = \"守灯人\"")
        .replace("explanation = \"\"", "explanation = \"由守灯人看守。\"");
    folder.write("bank/mine.toml", complete);
    folder.said(0, &["check", "bank"]);
    // Once more: the same questions are there already.
    folder.said(0, &["export", "--format", "csv", "--bank", "bank", "all.csv"]);
    let again = folder.said(0, &["import", "all.csv", "--into", "bank"]);
    assert_eq!(again, "已导入 0 道：共 4 道，有错 0 道，待补全 0 道，已有 4 道\n");
}

#[test]
fn the_template_holds_examples_that_are_not_imported() {
    let folder = Folder::new();
    assert_eq!(folder.said(0, &["template", "blank.xlsx"]), "模板已写入 blank.xlsx\n");
    let said = folder.said(0, &["import", "blank.xlsx", "--into", "bank", "--dry-run"]);
    assert_eq!(said, "只检查，没有导入：共 0 道，有错 0 道，待补全 0 道，已有 0 道\n");
}

#[test]
fn a_format_that_is_not_known_by_its_content_has_to_be_named() {
    let folder = Folder::new();
    assert_eq!(folder.refuses("只是文字\n"), "认不出文件的格式，请用 --format 指明");
    assert_eq!(folder.refuses("<html/>"), "认不出文件的格式，请用 --format 指明");
    assert_eq!(folder.refuses(""), "认不出文件的格式，请用 --format 指明");
    assert_eq!(folder.refuses([0x89, b'P', b'N', b'G', 0, 0, 1]), "无法识别文字编码，请另存为“CSV UTF-8”");
}

#[test]
fn entities_are_refused_in_every_format_of_xml() {
    let folder = Folder::new();
    let laughs =
        "<!ENTITY a \"lol\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;\">";
    for root in ["quiz", "assessmentItem", "qti-assessment-item"] {
        let bomb = format!("<?xml version=\"1.0\"?><!DOCTYPE {root} [{laughs}]><{root}>&c;</{root}>");
        assert_eq!(folder.refuses(bomb), "含有 DOCTYPE 声明，不予读取");
        let outside = format!("<!DOCTYPE {root} [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><{root}>&x;</{root}>");
        assert_eq!(folder.refuses(outside), "含有 DOCTYPE 声明，不予读取");
    }
    let in_a_package =
        zip([("imsmanifest.xml", "<!DOCTYPE manifest SYSTEM \"http://127.0.0.1/x\"><manifest/>".into())]);
    assert_eq!(folder.refuses(in_a_package), "含有 DOCTYPE 声明，不予读取");
}

fn zip<const N: usize>(parts: [(&str, Vec<u8>); N]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(name, SimpleFileOptions::default()).expect("a part");
        zip.write_all(&bytes).expect("written");
    }
    zip.finish().expect("finished").into_inner()
}

#[test]
fn bombs_are_refused_before_they_burst() {
    let folder = Folder::new();
    let blanks = vec![b' '; 64 << 20];
    let manifest = zip([("imsmanifest.xml", blanks.clone())]);
    assert!(manifest.len() < 1 << 20);
    assert_eq!(folder.refuses(manifest), "文件解压后过大");
    let resources: Vec<_> =
        (0..8).map(|n| format!("<resource type=\"imsqti_item_xmlv3p0\" href=\"{n}.xml\"/>")).collect();
    let manifest = format!("<manifest><resources>{}</resources></manifest>", resources.concat()).into_bytes();
    let most = || blanks[..30 << 20].to_vec();
    let many = zip([
        ("imsmanifest.xml", manifest),
        ("0.xml", most()),
        ("1.xml", most()),
        ("2.xml", most()),
        ("3.xml", most()),
        ("4.xml", most()),
        ("5.xml", most()),
        ("6.xml", most()),
    ]);
    assert_eq!(folder.refuses(many), "文件解压后过大");
    let workbook = zip([("[Content_Types].xml", vec![b' '; 230 << 20])]);
    assert_eq!(folder.refuses(workbook), "文件解压后过大");
    assert!(folder.refuses(vec![b'a'; (32 << 20) + 1]).ends_with("超过 32 MiB"));
    let deep = format!("<quiz>{}", "<question>".repeat(1_000_000));
    assert_eq!(folder.refuses(deep), "XML 嵌套过深或元素过多");
    let endless = format!("<quiz><question type=\"truefalse\">{}", "<a/>".repeat(1_000_000));
    assert_eq!(folder.refuses(endless), "XML 嵌套过深或元素过多");
    let rows = "<quiz>".to_owned() + &"<question/>".repeat(1_000_000) + "</quiz>";
    assert_eq!(folder.refuses(rows), "试题超过 20000 道");
}

#[test]
fn cells_with_formulas_or_millions_of_letters_are_faults_of_their_rows() {
    let folder = Folder::new();
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (column, title) in (0..).zip(["题型", "题干", "答案"]) {
        sheet.write_string(0, column, title).expect("written");
    }
    for row in 1..3 {
        sheet.write_string(row, 0, "判断").expect("written");
        sheet.write_string(row, 2, "对").expect("written");
    }
    sheet.write_formula(1, 1, Formula::new("=HYPERLINK(\"http://127.0.0.1\")")).expect("written");
    sheet.write_string(2, 1, "长".repeat(30_000)).expect("written");
    folder.write("cells.xlsx", workbook.save_to_buffer().expect("written"));
    let import = |file| folder.said(1, &["import", file, "--into", "bank", "--dry-run"]);
    let wrong = "有错：第 2 行，题干是公式，请粘贴为数值\n有错：第 3 行，题干超过 4000 个字\n";
    assert!(import("cells.xlsx").starts_with(wrong), "{}", import("cells.xlsx"));
    let giant = "长".repeat(3_000_000);
    folder.write("cells.csv", format!("题型,题干,答案\n判断,=1+1,对\n判断,{giant},对\n"));
    assert!(import("cells.csv").starts_with(wrong));
    folder.write("giant.gift", format!("{giant} {{T}}\n"));
    assert!(import("giant.gift").starts_with("有错：第 1 行，试题过长\n"));
    folder.write("giant.xml", format!("<quiz><question type='truefalse'><questiontext><text>{giant}</text></questiontext><answer fraction='100'><text>true</text></answer></question></quiz>"));
    assert!(import("giant.xml").starts_with("有错：第 1 题，题干超过 4000 个字\n"));
}
