package notify

import "tuoyuquan/api/care"

// Staff sign in otherwise: theirs is the number they are told by.
var staffPhoneChanged = sentence{
	"接收提醒的手机号已更换", "您接收短信提醒的手机号刚刚更换。|不是您本人，请马上联系管理员。",
	"Your mobile was changed", "the mobile your texts go to was changed.|If it was not you, tell your administrator at once.",
}

// bookingSentences says the events of accounts and reservations. {child}, {facility} and {class} are names; the other words are the parameters of the notice.
var bookingSentences = map[care.NoticeEvent]map[side]sentence{
	care.NoticeHeldExpired: {toFamily: {
		"保留的托位已放开", "您在{facility}保留的托位超过时间没有提交，已经放开。|想要的话可以重新申请。",
		"The place held for you was released", "the place held at {facility} was not asked for in time and has been released.|You can apply again.",
	}},
	care.NoticeSubmitted: {toFamily: {
		"申请已提交", "{child}的申请已送到{facility}。|机构最晚在{deadline}前答复，托位一直为您留着。",
		"Application sent", "the application for {child} is with {facility}.|They answer by {deadline} at the latest; the place stays yours until then.",
	}},
	care.NoticeToDecide: {toFacility: {
		"有新的申请等您答复", "{class}收到一份入托申请。|请在{deadline}前答复。",
		"A new application waits for you", "{class} has a new application.|Please decide by {deadline}.",
	}},
	care.NoticeWaitlisted: {toFamily: {
		"已加入候补", "{child}已在{facility}候补。|目前第 {rank} 位。|有空位会马上告诉您。",
		"On the waitlist", "{child} is on the waitlist of {facility}.|Position {rank} now.|We tell you as soon as a place is free.",
	}},
	care.NoticePosition: {toFamily: {
		"候补位次有变化", "{child}在{facility}的候补位次|从第 {was} 位|变为第 {rank} 位。|原因：{reason}。",
		"Your waitlist position changed", "the position of {child} at {facility} has changed|from {was}|to {rank}.|Why: {reason}.",
	}},
	care.NoticeOffered: {toFamily: {
		"有托位了，请答复", "{facility}为{child}留了一个托位。|请在{deadline}前答复，到时没有答复会让给下一位家庭。",
		"A place for you: please answer", "{facility} has a place for {child}.|Please answer by {deadline}; after that it goes to the next family.",
	}},
	care.NoticeOfferCall: {toFacility: {
		"请打电话联系家长", "{class}有一份录取通知还没有送达。|请打电话告诉家长，并在这里记一笔。",
		"Please call the family", "an offer of {class} has not reached the family yet.|Please call them, and record the call here.",
	}},
	care.NoticeOfferMoved: {toFamily: {
		"答复时间延长了", "{facility}录取{child}的答复时间延长了。|请在{deadline}前答复。",
		"More time to answer", "there is more time to answer {facility} about {child}.|Please answer by {deadline}.",
	}},
	care.NoticeAnswerSoon: {toFamily: {
		"请尽快答复录取", "{facility}为{child}留的托位还没有答复。|请在{deadline}前答复。",
		"Please answer soon", "{facility} still waits for your answer about {child}.|Please answer by {deadline}.",
	}},
	care.NoticeLapsed: {toFamily: {
		"录取已失效", "{facility}的录取没有在时间内答复，已让给下一位家庭。|{deadline}前您可以恢复原来的候补位次一次。",
		"The offer has lapsed", "the offer of {facility} was not answered in time and went to the next family.|Until {deadline} you can return to your position once.",
	}},
	care.NoticeConfirmed: {
		toFamily: {
			"已接受录取", "{child}在{facility}的托位已确认。|请在{deadline}前和机构签好协议。",
			"Offer accepted", "the place of {child} at {facility} is yours.|Please sign the agreement by {deadline}.",
		},
		toFacility: {
			"家长已接受录取", "{class}的一份录取已被接受。|请在{deadline}前签好协议。",
			"The family has accepted", "an offer of {class} was accepted.|Please sign the agreement by {deadline}.",
		},
	},
	care.NoticeDeclined: {toFacility: {
		"家长放弃了录取", "{class}的一份录取被放弃，托位已按候补顺序给下一位。",
		"The family has declined", "an offer of {class} was declined; the place went on in the order of the waitlist.",
	}},
	care.NoticeRejectAsked: {toBureau: {
		"机构申请不接收一个孩子", "{facility}申请不接收一个孩子。|原因：{reason}。|请在{deadline}前处理，到时没有不同意就生效。",
		"A facility asks to refuse a child", "{facility} asks to refuse an application.|Why: {reason}.|Please decide by {deadline}; it takes effect then unless you object.",
	}},
	care.NoticeRejectRefused: {toFacility: {
		"不接收未获同意", "区里没有同意不接收{class}的一份申请，托位照旧留着，请重新答复。",
		"The district has refused", "the district did not agree that an application of {class} is refused; the place stays held, please answer it anew.",
	}},
	care.NoticeRejected: {
		toFamily: {
			"申请没有通过", "{facility}没有接收{child}的申请。|原因：{reason}。|如有异议，可以向区托育主管部门反映。",
			"Application not accepted", "{facility} did not accept the application for {child}.|Why: {reason}.|You can turn to the district bureau if you disagree.",
		},
		toFacility: {
			"不接收已生效", "{class}的一份申请没有接收，已经告知家长。|原因：{reason}。",
			"A refusal has taken effect", "an application of {class} was not accepted, and the family has been told.|Why: {reason}.",
		},
	},
	care.NoticeEscalated: {
		toFamily: {
			"机构超时未答复，已转区里督促", "{facility}没有按时答复{child}的申请，区托育主管部门已经知道。|您的托位仍然留着，不用做什么。",
			"The district now looks at your application", "{facility} did not answer in time about {child}; the district bureau knows.|Your place stays yours, there is nothing you need to do.",
		},
		toFacility: {
			"申请超时未答复", "{class}有一份申请超过答复时间，已告知区托育主管部门。|请尽快答复。",
			"An application is overdue", "an application of {class} was not answered in time; the district bureau knows.|Please decide soon.",
		},
		toBureau: {
			"机构超时未答复申请", "{facility}有一份申请超过答复时间。",
			"A facility did not answer in time", "{facility} has not answered an application in time.",
		},
	},
	care.NoticeEnrolled: {toFamily: {
		"入托办好了", "{child}已在{facility}入托。|祝孩子在园开心。",
		"Enrolled", "{child} is enrolled at {facility}.|We wish a happy start.",
	}},
	care.NoticeKeepWaits: {toFamily: {
		"其他候补还要保留吗", "{child}已入托。|请在{deadline}前选择要保留的候补（最多 2 个），没有选择的会取消，30 天内可以恢复。",
		"Which waits should stay?", "{child} is enrolled.|Please choose by {deadline} which waits stay (at most 2); the others end and can be restored for 30 days.",
	}},
	care.NoticeSuperseded: {toFamily: {
		"候补已取消", "{child}已在别处入托，{facility}的候补已取消。|{deadline}前可以恢复原来的位次。",
		"The wait has ended", "{child} is enrolled elsewhere, so the wait at {facility} has ended.|You can restore it until {deadline}.",
	}},
	care.NoticeRestored: {toFamily: {
		"候补已恢复", "{child}在{facility}的候补已恢复，位次不变。",
		"The wait is restored", "the wait of {child} at {facility} is restored at its old position.",
	}},
	care.NoticePaused: {toFamily: {
		"候补暂停", "{child}正在办理一处托位，{facility}的候补先暂停，位次保留。",
		"The wait is paused", "a place for {child} is under way, so the wait at {facility} rests and keeps its position.",
	}},
	care.NoticeResumed: {toFamily: {
		"候补继续", "{child}在{facility}的候补继续，位次不变。",
		"The wait goes on", "the wait of {child} at {facility} goes on at its old position.",
	}},
	care.NoticeStartSoon: {toFamily: {
		"该入托了", "{child}该到{facility}入托了，机构还没有接到孩子。|请带好入托健康检查表和预防接种证；来不了请告诉机构，5 个工作日没有入托，托位会放开。",
		"Care has begun", "{facility} expects {child}, who has not come yet.|Please bring the health check form and the vaccination certificate, or tell them; after 5 working days the place is released.",
	}},
	care.NoticeNoShow: {toFamily: {
		"没有按时入托，托位已放开", "{child}没有按时到{facility}入托，托位已放开。|如有误会，请在{deadline}前提出。",
		"The place was released", "{child} did not start at {facility}, so the place was released.|If that is a mistake, please say so by {deadline}.",
	}},
	care.NoticeObjected: {
		toFacility: {
			"家长对未入托提出异议", "{class}有一份未入托记录，家长提出了异议。",
			"A family objects", "a family objects to a missed start in {class}.",
		},
		toBureau: {
			"家长对未入托提出异议", "{facility}有一份未入托记录，家长提出了异议。",
			"A family objects", "a family objects to a missed start at {facility}.",
		},
	},
	care.NoticeObjectRefused: {
		toFamily: {
			"异议已处理：维持未入托记录", "{child}在{facility}的未入托记录，区里核实后维持。|原因：{reason}。|还有疑问，可以向区托育主管部门反映。",
			"The objection was not followed", "the district has looked at the missed start of {child} at {facility} and lets it stand.|Why: {reason}.|You can turn to the district bureau if you disagree.",
		},
		toFacility: {
			"异议已处理：维持未入托记录", "{class}的一份未入托记录，区里核实后维持。",
			"The objection was not followed", "the district lets a missed start in {class} stand.",
		},
	},
	care.NoticeReinstated: {
		toFamily: {
			"异议成立，已回到候补", "{child}在{facility}的未入托记录已撤销，按最早的时间回到候补；一有托位就先通知您。",
			"The objection was followed", "the missed start of {child} at {facility} was taken back; the wait counts from the first application, and you hear as soon as there is a place.",
		},
		toFacility: {
			"异议成立，记录已撤销", "{class}的一份未入托记录，区里核实后已撤销，孩子回到候补。",
			"The objection was followed", "the district took back a missed start in {class}; the child waits again.",
		},
	},
	care.NoticeWithdrawn: {toFacility: {
		"家长撤回了申请", "{class}的一份申请已由家长撤回。",
		"An application was withdrawn", "an application of {class} was withdrawn by the family.",
	}},
	care.NoticeRevokeAsked: {toBureau: {
		"机构申请取消托位", "{facility}申请取消一个托位。|原因：{reason}。|请在{deadline}前处理。",
		"A facility asks to take a place back", "{facility} asks to take a place back.|Why: {reason}.|Please decide by {deadline}.",
	}},
	care.NoticeRevoked: {toFamily: {
		"托位已取消", "{child}在{facility}的托位已取消。|原因：{reason}。|如有异议，可以向区托育主管部门反映。",
		"The place was taken back", "the place of {child} at {facility} was taken back.|Why: {reason}.|You can turn to the district bureau if you disagree.",
	}},
	care.NoticeRevokeRefused: {toFacility: {
		"取消托位未获同意", "区里没有同意取消{class}的一个托位，孩子的托位照旧。",
		"The district has refused", "the district did not agree to take a place of {class} back; the child keeps it.",
	}},
	care.NoticeEnded: {
		toFamily: {
			"在托已结束", "{child}在{facility}的托育已结束。|原因：{reason}。",
			"Care has ended", "care of {child} at {facility} has ended.|Why: {reason}.",
		},
		toFacility: {
			"在托已结束", "{class}一名孩子的托育已结束。|原因：{reason}。",
			"Care has ended", "care of a child of {class} has ended.|Why: {reason}.",
		},
	},
	care.NoticeFrozen: {toFamily: {
		"机构暂停办理，您的托位还在", "{facility}暂停办理托位。|原因：{reason}。|您的申请不会丢失，时间也先停住。",
		"On hold; your place is kept", "{facility} is on hold.|Why: {reason}.|Your application is kept and its clock stands still.",
	}},
	care.NoticeStopped: {
		toFamily: {
			"机构被暂停，请留意后续安排", "{facility}已被主管部门暂停服务。|原因：{reason}。|您的托位和候补都先保留，参观和临时托已取消。|附近有空位的机构会直接向您发出通知，接受与否都由您决定。",
			"The facility has been suspended", "{facility} has been suspended by its bureau.|Why: {reason}.|Your place or wait is kept for now; visits and sessions are cancelled.|If a place nearby fits, you will be offered it; it is yours to take or leave.",
		},
		toFacility: {
			"本机构已被暂停", "主管部门已暂停本机构的服务。|原因：{reason}。|托位已冻结，家庭已收到通知。",
			"Your facility has been suspended", "the bureau has suspended your facility.|Why: {reason}.|Its places are frozen and the families have been told.",
		},
	},
	care.NoticeClosed: {
		toFamily: {
			"机构关停，请留意安置通知", "{facility}已关停。|原因：{reason}。|参观和临时托已取消。|附近有空位的机构会直接向您发出通知；预交费用的退还可以通过投诉举报反映。",
			"The facility has been closed", "{facility} has been closed.|Why: {reason}.|Visits and sessions are cancelled.|If a place nearby fits, you will be offered it; about fees paid ahead you can complain in this app.",
		},
		toFacility: {
			"本机构已关停", "主管部门已关停本机构，备案已注销。|原因：{reason}。|家庭已收到通知。",
			"Your facility has been closed", "the bureau has closed your facility and cancelled its filing.|Why: {reason}.|The families have been told.",
		},
	},
	care.NoticeReopened: {
		toFamily: {
			"机构恢复服务", "{facility}已恢复服务，您的托位或候补继续有效。",
			"The facility is open again", "{facility} is open again; your place or wait goes on.",
		},
		toFacility: {
			"本机构恢复服务", "主管部门已恢复本机构的服务。|原因：{reason}。|冻结的托位已放开。",
			"Your facility is open again", "the bureau has opened your facility again.|Why: {reason}.|Its places are no longer frozen.",
		},
	},
	care.NoticeUnfrozen: {toFamily: {
		"机构恢复办理", "{facility}恢复办理托位，{child}的申请继续。|请在{deadline}前答复。",
		"Open again", "{facility} is open again and the application for {child} goes on.|Please answer by {deadline}.",
	}},
	care.NoticeRosterDue: {toFacility: {
		"有人员证件需要更新", "{count}名工作人员的从业查询、健康证或证书缺失、过期或即将到期。|请在人员花名册里查看并更新。",
		"Papers of your staff are due", "the yearly check, health certificate or a certificate of {count} of your staff is missing, over or about to end.|Please see the roster.",
	}},
	care.NoticeClaimAsked: {
		toFacility: {
			"有家庭申请职工身份确认", "有一个家庭说明家长是本单位职工，请核对。",
			"Please confirm an employee", "a family says that a parent works for your employer; please check.",
		},
		toBureau: {
			"有优先条件等待核验", "有一个家庭申请优先条件，请核验证明材料。",
			"A claim waits to be checked", "a family claims priority; please check its paper.",
		},
	},
	care.NoticeClaimGranted: {toFamily: {
		"优先条件已确认", "您申请的条件已经确认。|有效期到{date}。|之后加入的候补会按公布的规则计算。",
		"Your claim is confirmed", "what you claimed is confirmed.|It counts until {date}.|Waits that begin from now on are ranked by it, as published.",
	}},
	care.NoticeClaimDecided: {toFamily: {
		"优先条件没有通过", "您申请的条件没有通过核验。|原因：{reason}。|补齐材料后可以再次申请。",
		"Your claim was not confirmed", "what you claimed was not confirmed.|Why: {reason}.|You can claim again with other papers.",
	}},
	care.NoticeReoffered: {toFamily: {
		"另有一个托位可选，原来的照旧", "因为原来的班级暂停，{facility}为{child}留了一个托位。|接受就转过去；不接受或没有答复，原来的申请和位次都不变。|请在{deadline}前答复。",
		"Another place, if you like; yours is kept", "because the class is on hold, {facility} has a place for {child}.|Accept to change over; if you decline or say nothing, you keep what you have.|Please answer by {deadline}.",
	}},
	care.NoticeDraftRemoved: {toFamily: {
		"草稿已清理", "{facility}的申请草稿 30 天没有提交，已经清理。",
		"A draft was removed", "the draft for {facility} was not sent for 30 days and has been removed.",
	}},
	care.NoticeAgreementDue: {
		toFamily: {
			"入托协议到期还没有签", "{child}在{facility}的入托协议还没有登记签好。|约定最晚{deadline}签。|托位还为您留着，请尽快和机构联系。",
			"The agreement is not signed yet", "the agreement for {child} with {facility} is not signed yet.|It was due by {deadline}.|The place is still yours; please call them soon.",
		},
		toFacility: {
			"有一份入托协议到期还没有签", "{class}有一份录取还没有签协议。|约定最晚{deadline}签。|托位还留着，请和家长联系。",
			"An agreement is overdue", "a place in {class} is confirmed and its agreement is not signed yet.|It was due by {deadline}.|The place stays taken; please call the family.",
		},
	},
	care.NoticeVisitBooked: {
		toFamily: {
			"参观约好了", "您已约好参观{facility}。|时间：{starts_at}。",
			"Visit booked", "your visit to {facility} is booked.|When: {starts_at}.",
		},
		toFacility: {
			"有家庭预约参观", "一个家庭预约了参观。|时间：{starts_at}。",
			"A family will visit", "a family has booked a visit.|When: {starts_at}.",
		},
	},
	care.NoticeVisitCancelled: {
		toFamily: {
			"参观取消了", "{facility}的参观已取消。|时间：{starts_at}。|原因：{reason}。|您可以另约时间。",
			"Visit cancelled", "the visit to {facility} was cancelled.|When: {starts_at}.|Why: {reason}.|You can book another time.",
		},
		toFacility: {
			"参观取消了", "一个家庭取消了参观。|时间：{starts_at}。",
			"Visit cancelled", "a family has cancelled a visit.|When: {starts_at}.",
		},
	},
	care.NoticeVisitSoon: {toFamily: {
		"参观提醒", "别忘了参观{facility}。|时间：{starts_at}。",
		"Your visit is near", "your visit to {facility} is near.|When: {starts_at}.",
	}},
	care.NoticeEntryEntered: {toFamily: {
		"报名收到了", "{child}已报名{facility}。|{date}，|抽签顺序在{deadline}公布，先后不影响。",
		"Request received", "{child} is entered at {facility}.|Day: {date}.|The order is drawn at {deadline}; being fast does not matter.",
	}},
	care.NoticeEntryDrawn: {toFamily: {
		"抽中了", "{child}在{facility}有位置了。|日期：{date}。",
		"A place was drawn", "{child} has a place at {facility}.|Day: {date}.",
	}},
	care.NoticeEntryWaiting: {toFamily: {
		"这次先候补", "{child}在{facility}候补。|日期：{date}。|第 {rank} 位。|有空位会马上告诉您。",
		"Waiting this time", "{child} waits at {facility}.|Day: {date}.|Position {rank}.|We tell you as soon as there is room.",
	}},
	care.NoticeEntryBooked: {
		toFamily: {
			"预约成功", "{child}已约好{facility}。|日期：{date}。",
			"Booked", "{child} is booked at {facility}.|Day: {date}.",
		},
		toFacility: {
			"有孩子约了时段", "一名孩子约好了时段。|日期：{date}。",
			"A child is booked", "a child is booked for a session.|Day: {date}.",
		},
	},
	care.NoticeEntryCancelled: {
		toFamily: {
			"预约取消了", "{child}在{facility}的预约已取消。|日期：{date}。|原因：{reason}。",
			"Booking cancelled", "the booking of {child} at {facility} was cancelled.|Day: {date}.|Why: {reason}.",
		},
		toFacility: {
			"预约取消了", "一名孩子的时段预约已取消。|日期：{date}。",
			"Booking cancelled", "a child's booking was cancelled.|Day: {date}.",
		},
	},
	care.NoticeEntrySoon: {toFamily: {
		"时段提醒", "{child}约好了{facility}。|时间：{starts_at}。|不来的话请早点取消，让给别的孩子。",
		"The session is near", "{child} is booked at {facility}.|When: {starts_at}.|If you cannot come, please cancel early for another child.",
	}},
	care.NoticeSessionChanged: {toFamily: {
		"时段取消了", "{facility}取消了一个时段。|日期：{date}。|原因：{reason}。",
		"Session cancelled", "{facility} has cancelled a session.|Day: {date}.|Why: {reason}.",
	}},
	care.NoticeVacancyConfirm: {toFacility: {
		"请确认空余托位", "{facility}的空余托位需要确认：对，还是不对，点一下就好。",
		"Please confirm your free places", "the free places of {facility} need a look: right or not, one tap is enough.",
	}},
	care.NoticeChildRead: {toFamily: {
		"有工作人员查看了孩子的资料", "{facility}的工作人员查看了{child}的资料。|详情在“查看记录”里。",
		"Staff looked at a record", "staff of {facility} looked at the record of {child}.|See who and why among the readings.",
	}},
	care.NoticeDelegateJoined: {toFamily: {
		"家庭代办加入了", "一位家庭代办已加入您的家庭，可以代您办理。|不是您邀请的，请在“家庭成员”里移除。",
		"Somebody joined the family", "a delegate has joined your family and can act for it.|If you did not invite them, remove them among the members.",
	}},
	care.NoticeDelegateRemoved: {toFamily: {
		"家庭代办已移除", "一位家庭代办不再代您的家庭办理。",
		"A delegate has left", "a delegate no longer acts for the family.",
	}},
	care.NoticePaperDue: {toFamily: {
		"有材料要补", "{child}的入托材料需要补交或更新。|请在{deadline}前完成。",
		"Papers are due", "papers of {child} are missing or too old.|Please add them by {deadline}.",
	}},
	care.NoticeSignedIn: {toFamily: {
		"新的登录", "您的账号刚在{device}上登录。|不是您本人，请退出所有设备。",
		"A new sign-in", "your account was signed in to in {device}.|If it was not you, sign out everywhere.",
	}},
	care.NoticePhoneChanged: {toFamily: {
		"登录手机号已更换", "您的登录手机号刚刚更换，其他设备都已退出。|不是您本人，请马上联系我们。",
		"Your number was changed", "the number you sign in with was changed; all other devices are signed out.|If it was not you, contact us at once.",
	}, toFacility: staffPhoneChanged, toBureau: staffPhoneChanged},
	care.NoticeExported: {toFamily: {
		"资料已导出", "您家庭的资料刚被导出。|不是您本人，请退出所有设备。",
		"Your data was exported", "the data of your family was exported.|If it was not you, sign out everywhere.",
	}},
	care.NoticeFamilyDeleted: {toFamily: {
		"家庭资料已删除", "您家庭的资料已删除。",
		"Your family's data is deleted", "the data of your family was deleted.",
	}},
}
