// Makes the table of readings that the program carries, once; no JavaScript runs in the program itself.
// Data: pinyin-pro (MIT, Copyright (c) 2022-present zh-lx).
import { writeFileSync } from "node:fs";
import { pinyin } from "pinyin-pro";

const bare = { toneType: "none", v: true, type: "array" };
const of = c => { const p = pinyin(c, bare); return p.length === 1 && /^[a-z]+$/.test(p[0]) ? p[0] : null; };
const known = new Map();
for (const [from, to] of [[0x3007, 0x3007], [0x3400, 0x4dbf], [0x4e00, 0x9fff], [0x20000, 0x2ebe0], [0x30000, 0x323af]])
  for (let c = from; c <= to; c++) { const s = String.fromCodePoint(c), p = of(s); if (p) known.set(s, p); }
// Characters met in names that the source lacks.
for (const [c, p] of [["𠮷", "ji"], ["䶮", "yan"], ["㛃", "jie"], ["㬎", "xian"], ["𬱖", "yi"], ["𬭎", "hong"], ["𫖮", "yi"], ["𬀩", "wei"], ["𬍛", "zhuo"]]) if (!known.has(c)) known.set(c, p);

const out = ["# Readings of Chinese characters, made by tools/pinyin from pinyin-pro 3.29.4 (MIT, Copyright (c) 2022-present zh-lx).", "# c: reading, its characters; s: surname with a reading of its own; w: word read otherwise than its characters one by one."];
const byReading = new Map();
for (const [c, p] of known) byReading.set(p, (byReading.get(p) ?? "") + c);
for (const p of [...byReading.keys()].sort()) out.push(`c\t${p}\t${byReading.get(p)}`);

const plain = s => [...s].map(c => known.get(c) ?? "").join(" ");
for (const c of known.keys()) {
  const p = pinyin(c + "雷", { ...bare, mode: "surname" });
  if (p.length === 2 && p[0] !== known.get(c) && /^[a-z]+$/.test(p[0])) out.push(`s\t${c}\t${p[0]}`);
}
for (const s of "欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 皇甫 宗政 濮阳 公冶 太叔 申屠 公孙 慕容 仲孙 钟离 长孙 宇文 司徒 鲜于 司空 闾丘 子车 亓官 司寇 巫马 公西 颛孙 壤驷 公良 漆雕 乐正 宰父 谷梁 拓跋 夹谷 轩辕 令狐 段干 百里 呼延 东郭 南门 羊舌 微生 公户 公玉 公仪 梁丘 公仲 公上 公门 公山 公坚 左丘 公伯 西门 公祖 第五 公乘 贯丘 公皙 南荣 东里 东宫 仲长 子书 子桑 即墨 达奚 褚师 单于".split(" ")) {
  const p = pinyin(s, { ...bare, mode: "surname" });
  if (p.length === [...s].length && p.join(" ") !== plain(s)) out.push(`s\t${s}\t${p.join(" ")}`);
}
for (const w of "重庆 重点 重大 重要 重阳 银行 行长 行业 行政 行署 长城 长江 长安 长沙 长远 会计 音乐 乐队 快乐 厦门 大厦 六安 朝阳 西藏 藏区 调度 调研 调查 调解 协调 空调 参加 参观 人参 中卫 中宁 都市 成都 首都 便民 便利 方便 单元 单位 单独 解放 解放军 解决 曾经 仇恨 检查 调查处 审查 查询 区域 自治区 地区 任务 主任 任命 华山 华夏 盖章 种子 种植 数据 数字 处理 处长 办事处 人事处 校长 院长 局长 部长 厅长 会长 长期 相关 宰相 率先 效率 说服 传统 传记 弹性 大夫 大会 降低 背景 差旅 出差 号码 还款 假期 角色 角落 卷烟 累计 量化 质量 露天 落实 模板 宁夏 宁愿 铺设 店铺 强制 曲线 散会 少年 省会 反省 石嘴山 吴忠 盛会 宿舍 提供 供应 供暖 挑战 通信 同心 尾号 兴庆 兴旺 高兴 血液 要求 应急 应用 载体 转向 转让 作坊 着力 转正 正月 只有 车辆 停车 参政 尽快 扎实 了解 隆德 泾源 彭阳 海原 盐池 惠农 平罗 贺兰 永宁 灵武 金凤 西夏 利通 青铜峡 红寺堡 原州 沙坡头 大武口".split(/\s+/)) {
  const p = pinyin(w, bare);
  if (p.length === [...w].length && p.join(" ") !== plain(w)) out.push(`w\t${w}\t${p.join(" ")}`);
}
out.push(...[["分行", "fen hang"], ["支行", "zhi hang"], ["总行", "zong hang"]].map(([w, p]) => `w\t${w}\t${p}`));
// 长 at the end of an office: always zhang.
for (const w of "局长 处长 市长 县长 区长 省长 州长 镇长 乡长 村长 科长 所长 组长 队长 站长 班长 股长 家长 秘书长 董事长 理事长 检察长 审判长".split(" "))
  out.push(`w\t${w}\t${[...w].map(c => c === "长" ? "zhang" : c === "会" ? "hui" : known.get(c)).join(" ")}`);
writeFileSync(new URL("../../src/Guanjia.Platform/Text/pinyin.tsv", import.meta.url), out.join("\n") + "\n");
console.log(known.size, "characters,", out.length, "lines");
