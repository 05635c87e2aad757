//! The regions of 辽宁: 14 cities and their counties.

/// A city with its counties.
pub struct City {
    pub name: &'static str,
    pub counties: &'static [&'static str],
}

pub const PROVINCE: &str = "辽宁省";

pub const CITIES: [City; 14] = [
    City {
        name: "沈阳市",
        counties: &[
            "和平区",
            "沈河区",
            "大东区",
            "皇姑区",
            "铁西区",
            "苏家屯区",
            "浑南区",
            "沈北新区",
            "于洪区",
            "辽中区",
            "康平县",
            "法库县",
            "新民市",
        ],
    },
    City {
        name: "大连市",
        counties: &[
            "中山区",
            "西岗区",
            "沙河口区",
            "甘井子区",
            "旅顺口区",
            "金州区",
            "普兰店区",
            "长海县",
            "瓦房店市",
            "庄河市",
        ],
    },
    City {
        name: "鞍山市", counties: &["铁东区", "铁西区", "立山区", "千山区", "台安县", "岫岩满族自治县", "海城市"]
    },
    City {
        name: "抚顺市",
        counties: &["新抚区", "东洲区", "望花区", "顺城区", "抚顺县", "新宾满族自治县", "清原满族自治县"],
    },
    City {
        name: "本溪市", counties: &["平山区", "溪湖区", "明山区", "南芬区", "本溪满族自治县", "桓仁满族自治县"]
    },
    City {
        name: "丹东市", counties: &["元宝区", "振兴区", "振安区", "宽甸满族自治县", "东港市", "凤城市"]
    },
    City {
        name: "锦州市", counties: &["古塔区", "凌河区", "太和区", "黑山县", "义县", "凌海市", "北镇市"]
    },
    City {
        name: "营口市", counties: &["站前区", "西市区", "鲅鱼圈区", "老边区", "盖州市", "大石桥市"]
    },
    City {
        name: "阜新市",
        counties: &["海州区", "新邱区", "太平区", "清河门区", "细河区", "阜新蒙古族自治县", "彰武县"],
    },
    City {
        name: "辽阳市", counties: &["白塔区", "文圣区", "宏伟区", "弓长岭区", "太子河区", "辽阳县", "灯塔市"]
    },
    City { name: "盘锦市", counties: &["双台子区", "兴隆台区", "大洼区", "盘山县"] },
    City {
        name: "铁岭市", counties: &["银州区", "清河区", "铁岭县", "西丰县", "昌图县", "调兵山市", "开原市"]
    },
    City {
        name: "朝阳市",
        counties: &["双塔区", "龙城区", "朝阳县", "建平县", "喀喇沁左翼蒙古族自治县", "北票市", "凌源市"],
    },
    City {
        name: "葫芦岛市", counties: &["连山区", "龙港区", "南票区", "绥中县", "建昌县", "兴城市"]
    },
];

/// Kinds of units that a county has, plainly generic: name after the county's, sector, how many people.
pub const UNITS: [(&str, &str, i64); 10] = [
    ("应急管理局", "应急管理", 45),
    ("城建工程公司", "住房和城乡建设", 320),
    ("公共交通公司", "交通运输", 410),
    ("第一中学", "教育", 180),
    ("人民医院", "卫生健康", 520),
    ("供热公司", "住房和城乡建设", 150),
    ("机械制造厂", "工业和信息化", 260),
    ("商业广场管理公司", "商务", 70),
    ("粮食储备库", "粮食和物资储备", 38),
    ("景区管理处", "文化和旅游", 56),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_fourteen_cities_and_a_hundred_counties() {
        let counties: usize = CITIES.iter().map(|city| city.counties.len()).sum();
        assert_eq!((CITIES.len(), counties), (14, 100));
    }
}
