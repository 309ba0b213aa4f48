package account

import (
	"strings"

	"tuoyuquan/api/care"
)

// consentText is what a family is asked to agree to. A changed wording is a new version: what was agreed to is kept by version
// and fingerprint, and a new version is asked for anew. Each text says what the law wants said (个人信息保护法 17, 30;
// 儿童个人信息网络保护规定 10): why, what, who, how long, what refusing means, and how to take it back.
type consentText struct {
	version int
	zh, en  wording
}

type wording struct{ title, body string }

// textOf is the text in force; version 0 when there is no such purpose.
func textOf(p care.Purpose) consentText { return consentTexts[p] }

// What every text ends with.
var (
	rightsZH = []string{
		"保存在哪里：数据加密保存在本市托育服务平台位于中国境内的服务器上。",
		"您的权利：您可以随时在“我的家庭”里查看、更正、导出、删除，或撤回这项同意；撤回和同意一样方便，撤回前已完成的事项不受影响。工作人员每次查看孩子资料都会留下记录，您可以在“谁看过”里看到。",
		"意见和投诉：请在“我的”里联系本市卫生健康部门的托育服务负责人，15 个工作日内答复。",
	}
	rightsEN = []string{
		"Where it is kept: encrypted, on servers of the city's childcare service inside China.",
		"Your rights: on your family's page you can at any time see, correct, export and delete it, or withdraw this consent, as easily as you gave it; what was done before stays done. Every look of staff at your child's record is logged and shown to you.",
		"Questions and complaints: reach the person in charge at the city's health bureau from “Me”; you are answered within 15 working days.",
	}
)

func zh(title string, lines ...string) wording {
	return wording{title, strings.Join(append(lines, rightsZH...), "\n")}
}

func en(title string, lines ...string) wording {
	return wording{title, strings.Join(append(lines, rightsEN...), "\n")}
}

var consentTexts = map[care.Purpose]consentText{
	care.PurposeBooking: {
		version: 1,
		zh: zh("为孩子预约托位",
			"做什么：把您的预约交给您选择的托育机构办理，包括候补、录取、参观和临时托。",
			"用到什么：孩子的姓名、出生日期，监护人的称呼和手机号，接送人。证件号不是必填。",
			"谁能看到：只有您申请的那家机构；区卫生健康部门在复核机构的决定时可以看到申请本身，看不到健康资料。",
			"保存多久：孩子满 3 岁后再保留 12 个月；没有成功的申请在结束 6 个月后不再与孩子对应。",
			"不同意会怎样：不能在网上预约，仍可浏览机构、直接到机构办理。"),
		en: en("Reserve a place for your child",
			"What for: your reservation is handled by the facility you choose, with waitlist, offers, visits and drop-in care.",
			"What is used: the child's name and birthday, what a guardian is called and their telephone, who may fetch the child. An id number is never required.",
			"Who sees it: only the facility you apply to. The district's health bureau sees the application, and no health data, when it reviews a facility's decision.",
			"How long: until 12 months after the child turns three; an application without success can no longer be told to be your child's 6 months after it ended.",
			"If you do not agree: you cannot reserve online; you can still look for facilities and go there in person."),
	},
	care.PurposeHealth: {
		version: 1,
		zh: zh("健康检查与预防接种资料",
			"做什么：入托前由机构查验健康检查表和预防接种证，入托后照护人员了解过敏等必要事项。",
			"用到什么：健康检查和接种查验的日期、机构、您上传的照片，以及您填写的过敏和照护提示。",
			"谁能看到：只有孩子已提交申请或正在入托的机构里有权限的工作人员，并逐次记录用途。",
			"保存多久：孩子离开机构且没有其他申请 6 个月后删除。",
			"不同意会怎样：可以候补和参观，但不能提交入托申请，因为法律要求入托前查验（托育机构管理规范第 11 条）。"),
		en: en("Health check and vaccinations",
			"What for: before the first day the facility checks the health check and the vaccination certificate; afterwards carers know of allergies and the like.",
			"What is used: dates and clinics of the checks, the pictures you upload, and your notes on allergies and care.",
			"Who sees it: only staff with that right at a facility your child has applied to or attends; each look is logged with its purpose.",
			"How long: deleted 6 months after the child left and nothing else is applied for.",
			"If you do not agree: you can visit and join waitlists, but not hand an application in, because the law wants these checks before admission."),
	},
	care.PurposePhoto: {
		version: 1,
		zh: zh("孩子的照片和视频",
			"做什么：机构在只有本班家庭能看到的动态里展示孩子的照片或视频。",
			"用到什么：机构拍摄的有孩子出现的照片和视频。",
			"谁能看到：同班家庭和本机构工作人员，不对外公开，不用于宣传。",
			"保存多久：孩子离开机构 3 个月后删除。",
			"不同意会怎样：没有任何影响，机构会为孩子打码或不发布。"),
		en: en("Pictures of your child",
			"What for: the facility shows pictures or films of your child in posts only families of the class can see.",
			"What is used: pictures and films taken by the facility in which the child appears.",
			"Who sees it: families of the class and staff of the facility; nothing is made public or used for advertising.",
			"How long: deleted 3 months after the child left.",
			"If you do not agree: nothing else changes; the facility leaves your child out or makes the face unrecognisable."),
	},
	care.PurposeMessages: {
		version: 1,
		zh: zh("微信和短信提醒",
			"做什么：有录取、期限、预约变化时，除站内消息外再用微信或短信提醒您。",
			"用到什么：您的手机号和微信标识。内容不写孩子的名字。",
			"谁能看到：只有负责发送的微信和短信通道，且只为发送这一条。",
			"保存多久：发送记录保存 6 个月。",
			"不同意会怎样：消息仍在站内“消息”里，请留意截止时间。"),
		en: en("Reminders by WeChat and SMS",
			"What for: when there is an offer, a deadline or a change, you are told by WeChat or SMS as well as in the inbox.",
			"What is used: your telephone and WeChat's number for you. No message names your child.",
			"Who sees it: only the carriers of the message, and only to bring it.",
			"How long: a record of sending is kept for 6 months.",
			"If you do not agree: messages wait in your inbox; please mind the deadlines."),
	},
	care.PurposeStats: {
		version: 1,
		zh: zh("参与不记名统计",
			"做什么：统计各街道的托位需求，用来规划新的托育机构。",
			"用到什么：孩子的月龄和所在街道，不含姓名和联系方式，少于 10 人的数字不公布。",
			"谁能看到：区、市卫生健康部门看到的是合计数字。",
			"保存多久：只保存合计数字。",
			"不同意会怎样：没有任何影响。"),
		en: en("Be counted without a name",
			"What for: to see how many places each neighbourhood needs, and plan new facilities.",
			"What is used: the child's age in months and the street district, without name or contact; figures under ten are not published.",
			"Who sees it: the health bureaus see sums only.",
			"How long: only the sums are kept.",
			"If you do not agree: nothing changes."),
	},
}
