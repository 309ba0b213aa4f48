package main

import (
	"fmt"
	"strings"

	"tuoyuquan/api/care"
)

// All brands are made up.
const (
	demoBrands = `小桔灯 松果屋 云朵妈妈 米粒儿 豆芽芽 星河里 彩虹桥 暖洋洋 麦芽糖 小满 谷雨 青禾 芽芽乐 糖糖屋 橙子树 蓝鲸岛 海豚湾 布谷鸟 萤火虫 蜗牛慢 小鹿角 北极星 团团圆 果果园 ` +
		`朵朵云 安安宝 贝壳湾 月牙湾 木棉花 向日葵 蒲公英 小橡树 四叶草 棉花糖 积木城 摇篮曲 纸飞机 小脚丫 大手牵 知了 晨露 拾光 爱芽 童谣里 小树懒 奶油兔 红果果 绿豆苗 嘟嘟熊 悦宝田`
	demoHomes    = `暖暖 安心 甜甜 小满 乐乐 宁宁 禾苗 圆圆 朵朵 米米 果果 豆豆 芽芽 丫丫 星星 月月 晨晨 阳阳 彤彤 欢欢 贝贝 糖糖 小鱼 小荷 奶奶 外婆 姐妹 邻家 巷里 楼下`
	demoSuffixes = `托育中心 托育园 托育服务中心 婴幼儿托育中心 婴幼儿照护服务中心 早教托育中心 托育馆`
	demoMeals    = `自办厨房，一日两餐一点 自办厨房，一日三餐两点 集中配送，一餐两点 自办厨房，一餐两点`
)

// name makes a name nobody else has, and for some facilities another one they are known by.
func (b *demoBook) name(kind care.FacilityKind, s demoSpot) (name, other string) {
	for try := range 200 {
		switch kind {
		case care.KindKindergarten:
			name = s.site + "托班"
		case care.KindCommunity:
			name, other = b.communityName(s.site)
		case care.KindEmployer:
			name = strings.TrimPrefix(s.site, "示范市") + b.one("职工托育园 员工托育点 职工子女托育中心 爱心托育园")
		case care.KindHome:
			name = b.one(demoHomes) + "家庭托育点（" + s.site + "）"
		case care.KindCentre:
			name = s.site + "托育综合服务中心"
			if !b.names["示范市托育综合服务中心"] {
				name, other = "示范市托育综合服务中心", s.site+"托育综合服务中心"
			}
		case care.KindIndependent:
			name = b.one(demoBrands) + b.one(demoSuffixes)
			if try > 3 || b.chance(0.45) {
				name += "（" + s.site + "店）"
			}
		}
		if try > 100 {
			name += fmt.Sprintf("%d号点", try-99)
		}
		if !b.names[name] {
			break
		}
	}
	b.names[name] = true
	return name, other
}

func (b *demoBook) communityName(site string) (name, other string) {
	root := strings.TrimSuffix(strings.TrimSuffix(site, "党群服务中心"), "服务中心")
	if !strings.HasSuffix(root, "社区") {
		root += "社区"
	}
	name = root + b.one("托育点 托育园 嵌入式托育点 宝宝屋 托育驿站")
	if !strings.Contains(name, "托育") {
		other = root + "托育点"
	}
	return name, other
}

// describe gives telephone, languages, meals and a few sentences.
func (b *demoBook) describe(f *care.Facility, s demoSpot) {
	f.Phone = fmt.Sprintf("0500-5550%04d", 1000+b.count*7%9000)
	f.Languages = []string{"zh"}
	if f.Kind == care.KindIndependent && b.chance(0.22) {
		f.Languages = append(f.Languages, "en")
	}
	if b.chance(0.08) {
		f.Languages = append(f.Languages, "wuu")
	}
	f.Meals = b.one(demoMeals)
	if f.Kind == care.KindHome {
		f.Meals = "家庭厨房，一餐两点"
	}
	lines := []string{
		"户外活动每天不少于两小时，配有沙水区和小菜园。", "室内采光好，活动室朝南，一层，婴儿车可直接推入。", "实行小班化照护，每位保育人员固定照看几名孩子。",
		"每周公布食谱，家长可随时查看监控回放。", "每月组织一次家长开放日，节假日前安排育儿讲座。", "绘本阅读和音乐游戏是这里的特色。", "与附近社区卫生服务中心签约，保健医生每周到访。",
		"接送时间灵活，晚到请提前说明。", "为新入托的孩子安排两周的适应期，可由家长陪伴。", "教具以木质和布艺为主，不使用电子屏幕。",
	}
	b.r.Shuffle(len(lines), func(i, j int) { lines[i], lines[j] = lines[j], lines[i] })
	first := map[care.FacilityKind]string{
		care.KindIndependent: "位于" + s.site + "旁的独立托育机构。", care.KindCommunity: "办在居民家门口的社区托育点。", care.KindKindergarten: s.site + "开设的托班，可直升小班。",
		care.KindEmployer: "由单位举办，优先服务本单位职工。", care.KindHome: "开在" + s.site + "的家庭托育点，最多照护五个孩子。", care.KindCentre: "集托育、培训、指导、评估于一体的综合服务中心。",
	}[f.Kind]
	if f.Kind == care.KindEmployer && f.OpenToPublic {
		first = "由单位举办，余位向附近居民开放。"
	}
	f.Intro = "【示范数据】" + first + strings.Join(lines[:b.between(1, 3)], "")
}

// open gives the opening hours.
func (b *demoBook) open(f *care.Facility) {
	if b.chance(0.03) {
		return // some never say
	}
	from, to := 450+15*b.between(0, 3), 1020+30*b.between(0, 3)
	switch {
	case f.Kind == care.KindKindergarten:
		from, to = 465, 990+15*b.between(0, 3)
	case f.Kind == care.KindHome:
		from, to = 420+30*b.between(0, 2), 1050+30*b.between(0, 3)
	case b.chance(0.1):
		to = 1200 // 20:00
	}
	if f.Kind == care.KindEmployer && b.chance(0.4) {
		from = 420
	}
	add := func(day, from, to int) {
		f.Hours = append(f.Hours, care.Hours{Weekday: int8(day), Open: int16(from), Close: int16(to)}) //nolint:gosec // within a day
	}
	for day := 1; day <= 5; day++ {
		if f.Kind == care.KindCommunity && from >= 480 && b.count%5 == 0 { // closed over noon
			add(day, from, 690)
			add(day, 840, to)
			continue
		}
		add(day, from, to)
	}
	if f.Kind != care.KindKindergarten && f.Kind != care.KindEmployer && b.chance(0.16) {
		add(6, 510, 1020)
		if b.chance(0.2) {
			add(7, 540, 960)
		}
	}
}
