package notify

import (
	"maps"

	"tuoyuquan/api/care"
)

// sentences says every event.
var sentences = func() map[care.NoticeEvent]map[side]sentence {
	all := maps.Clone(bookingSentences)
	maps.Copy(all, caseSentences)
	maps.Copy(all, filingSentences)
	maps.Copy(all, accountSentences)
	return all
}()

// caseSentences says the events of complaints and reviews. Those to whoever complained name neither the place nor the matter: a message
// can be read over somebody's shoulder.
var caseSentences = map[care.NoticeEvent]map[side]sentence{
	care.NoticeCaseReceived: {toFamily: {
		"投诉举报已收到", "您的投诉举报我们收到了。|最晚在{deadline}前告诉您是否受理。",
		"Your complaint has arrived", "we have your complaint.|You hear by {deadline} at the latest whether it is taken on.",
	}},
	care.NoticeCaseInfoNeeded: {toFamily: {
		"请补充情况", "您的投诉举报还需要补充一些情况。|请在{deadline}前补充，期间时间暂停计算。",
		"Please add something", "something is missing in your complaint.|Please add it by {deadline}; the time stands still until then.",
	}},
	care.NoticeCaseAccepted: {toFamily: {
		"投诉举报已受理", "您的投诉举报已受理，正在转承办单位。|最晚在{deadline}前答复您。",
		"Your complaint is accepted", "your complaint is accepted and on its way to the office that handles it.|You get an answer by {deadline} at the latest.",
	}},
	care.NoticeCaseNotAccepted: {toFamily: {
		"投诉举报没有受理", "您的投诉举报不能在这里受理，打开可以看到原因和该找哪里。",
		"Your complaint was not accepted", "your complaint cannot be taken on here; open it to see why, and whom to turn to.",
	}},
	care.NoticeCaseMessage: {toFamily: {
		"承办人员给您留言了", "关于您的投诉举报，有一条新留言。",
		"A message about your complaint", "there is a new message about your complaint.",
	}},
	care.NoticeCaseChanged: {toFamily: {
		"投诉举报有新进展", "您的投诉举报有新进展，打开可以查看。",
		"News of your complaint", "a step was taken with your complaint; open it to see.",
	}},
	care.NoticeCaseExtended: {toFamily: {
		"投诉举报延长办理", "您的投诉举报经批准延长办理，原因可以打开查看。|新的答复时间：{deadline}前。",
		"More time is needed", "more time was approved for your complaint; open it to see why.|You now get an answer by {deadline}.",
	}},
	care.NoticeCasePaused: {toFamily: {
		"投诉举报暂停办理", "您的投诉举报经批准暂停办理，原因可以打开查看。|恢复后会马上告诉您。",
		"Your complaint is on hold", "your complaint was put on hold with approval; open it to see why.|We tell you when it goes on.",
	}},
	care.NoticeCaseReplied: {toFamily: {
		"投诉举报有答复了", "您的投诉举报已答复。|请打开查看处理结果，不满意可以要求重新办理。",
		"Your complaint is answered", "there is an answer to your complaint.|Please read it; if you disagree, you can have it opened again.",
	}},
	care.NoticeCaseSurvey: {toFamily: {
		"请评价办理情况", "您的投诉举报已办结。|请在{deadline}前告诉我们办得怎么样，不满意可以要求重新办理。",
		"How did it go?", "your complaint is closed.|Please tell us by {deadline} how it went; if it is not solved you can have it opened again.",
	}},
	care.NoticeCaseSecondLook: {toFamily: {
		"问题还在吗", "您的投诉举报办结四周了，问题解决了吗？|没有解决的话，点一下就重新办理。",
		"Has it stayed solved?", "your complaint was closed four weeks ago. Has it stayed solved?|If not, one tap opens it again.",
	}},
	care.NoticeCaseReopened: {
		toFamily: {
			"投诉举报重新办理", "您的投诉举报正在重新办理，由另一位人员负责。|最晚在{deadline}前答复您。",
			"Your complaint is open again", "your complaint is being handled again, by somebody else.|You get an answer by {deadline} at the latest.",
		},
		toBureau: {
			"有件要重办", "一件投诉举报要重新办理。|受理编号：{number}。|请另派一位承办人。",
			"A case is open again", "a case is to be handled again.|Receipt number {number}.|Please name another handler.",
		},
	},
	care.NoticeCaseNew: {toBureau: {
		"有新的投诉举报", "收到一件新的投诉举报。|类别等级：{class}。|受理编号：{number}。|请在{deadline}前决定是否受理。",
		"A new complaint", "a new complaint has come in.|Class {class}.|Receipt number {number}.|Please decide by {deadline} whether it is taken on.",
	}},
	care.NoticeCaseTodo: {toBureau: {
		"有件等您办理", "一件投诉举报等您办理。|受理编号：{number}。|请在{deadline}前完成。",
		"A case waits for you", "a case waits for you.|Receipt number {number}.|Please see to it by {deadline}.",
	}},
	care.NoticeCaseAnswer: {toBureau: {
		"投诉举报有新内容", "一件投诉举报有新的留言或补充。|受理编号：{number}。",
		"Something was added to a case", "there is a new message or addition in a case.|Receipt number {number}.",
	}},
	care.NoticeCaseAsked: {toBureau: {
		"有申请等您审批", "一件投诉举报有申请等您决定。|受理编号：{number}。|请在{deadline}前决定。",
		"A request waits for your decision", "somebody asks for your decision on a case.|Receipt number {number}.|Please decide by {deadline}.",
	}},
	care.NoticeCaseDue: {toBureau: {
		"投诉举报时限提醒", "有一件投诉举报的时限快到或已过。|时间已用 {share}%。|受理编号：{number}。|截止：{deadline}。",
		"A time limit is near or over", "a time limit of a case is near or over.|{share}% of it has passed.|Receipt number {number}.|It is due by {deadline}.",
	}},
	care.NoticeCasePaged: {toBureau: {
		"紧急：孩子可能有危险", "收到一件可能危及孩子安全的举报，请马上打开处理，必要时立即报警 110。|受理编号：{number}。|{deadline}前没有人接手，会叫下一位。",
		"Urgent: a child may be in danger", "a report says that a child may be in danger. Please open it now, and call the police on 110 if need be.|Receipt number {number}.|If nobody takes it by {deadline}, the next person is called.",
	}},
	care.NoticeCaseReleased: {toFacility: {
		"主管部门请您说明情况", "有一件事需要{facility}说明。|请在{deadline}前答复，您的说明会一并考虑。",
		"Please state your side", "{facility} is asked to explain something.|Please answer by {deadline}; what you say is taken into account.",
	}},
	care.NoticeCaseWatch: {toBureau: {
		"有一项办理需要您看一下", "一项机构对入托申请的办理已暂缓，等您决定。|请在{deadline}前决定。",
		"Something is held for your decision", "what a facility wants to do with an application is held until you decide.|Please decide by {deadline}.",
	}},
	care.NoticeOpeningsDue: {toBureau: {
		"有身份查看记录等您复核", "有查看投诉人身份的记录还没有复核。|共 {count} 条。",
		"Looks at identities wait for review", "looks at complainants' identities have not been reviewed.|There are {count}.",
	}},
	care.NoticeReviewNew: {toBureau: {
		"有新的评价等审核", "{facility}有一条新的家长评价等审核。",
		"A review waits", "a review of {facility} is to be looked at.",
	}},
	care.NoticeReviewPublished: {
		toFamily: {
			"您的评价已公开", "您对{facility}的评价已公开，谢谢您帮助其他家庭。",
			"Your review is published", "your review of {facility} is published. Thank you for helping other families.",
		},
		toFacility: {
			"有新的家长评价", "{facility}有一条新的家长评价，您可以回复。",
			"A new review", "{facility} has a new review; you can answer it.",
		},
	},
	care.NoticeReviewRefused: {toFamily: {
		"评价没有公开", "您对{facility}的评价没有公开。|原因：{reason}。|改一改可以再提交。",
		"Your review was not published", "your review of {facility} was not published.|Why: {reason}.|You can change it and send it again.",
	}},
	care.NoticeReviewAnswered: {toFamily: {
		"机构回复了您的评价", "{facility}回复了您的评价。",
		"Your review was answered", "{facility} has answered your review.",
	}},
}
