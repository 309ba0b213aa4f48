package notify

import "tuoyuquan/api/care"

// accountSentences says what was done with somebody's account of work. They are read by a person who may not have done it: each says
// whom to call.
var accountSentences = map[care.NoticeEvent]map[side]sentence{
	care.NoticeAccountMade: {toBureau: {
		"已为您开通工作账号", "有人用您的姓名开通了托育圈工作账号，邀请七天内有效。|没有人和您说过这件事，请马上联系本单位或上级主管部门。",
		"An account was opened for you", "an account of work was opened in your name; the invitation is good for seven days.|If nobody told you, call your office or the authority above it at once.",
	}},
	care.NoticeAccountReset: {toBureau: {
		"工作账号已重置", "您的托育圈工作账号已被重置，原来的密码和动态口令不能再用，所有设备都已退出。|不是您要求的，请马上联系本单位或上级主管部门。",
		"Your account was reset", "your account of work was reset: the old password and authenticator no longer work, and all devices are signed out.|If you did not ask for it, call your office or the authority above it at once.",
	}},
	care.NoticeAccountTaken: {toBureau: {
		"工作账号已设置新密码", "您的托育圈工作账号刚设置了新密码和新的动态口令。|不是您本人，请马上联系本单位或上级主管部门停用账号。",
		"A new password was set", "a new password and authenticator were set for your account of work.|If it was not you, call your office or the authority above it at once to have the account closed.",
	}},
	care.NoticeAccountChanged: {toBureau: {
		"工作账号信息已修改", "您的托育圈工作账号的姓名、机构或管辖地区已被修改。|有疑问请联系本单位或上级主管部门。",
		"Your account was changed", "the name, facility or area of your account of work was changed.|If this surprises you, call your office or the authority above it.",
	}},
	care.NoticeAccountClosed: {toBureau: {
		"工作账号已停用", "您的托育圈工作账号已停用，所有设备都已退出。|有疑问请联系本单位或上级主管部门。",
		"Your account was closed", "your account of work was closed and all devices are signed out.|If this surprises you, call your office or the authority above it.",
	}},
	care.NoticeAccountOpened: {toBureau: {
		"工作账号已恢复", "您的托育圈工作账号又可以使用了。|不是您要求的，请联系本单位或上级主管部门。",
		"Your account is open again", "your account of work can be used again.|If you did not ask for it, call your office or the authority above it.",
	}},
}
