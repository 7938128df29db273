import type { InstructionType } from './remark-instruction.ts';

/** Ways to say one wish that needs no value read from the text. Patterns are tried on plain text (lower case, simplified). */
export type WishRule = {
  readonly type: InstructionType;
  readonly value: string;
  readonly say: string;
  /** Says something else where its clause matches. */
  readonly unless?: RegExp;
  /** The words hold their own negation (`别打电话`): one before them is not looked for. */
  readonly negates?: true;
  /** What a negation makes of it; by default it only takes an earlier such wish back. */
  readonly negated?: string;
  /** Takes such a wish, said before, back. */
  readonly takesBack?: true;
  /** Cautious words: kept out of constraints unless nothing else is meant. */
  readonly confidence?: number;
};

const CALL =
  '(?:电话|打(?!包|扰|印|折|开|架|木)|致电|来电|通话|电联|联系|联络|通知|知会|call|tel|phone|说一声|吱一声|告诉)';
const NOT =
  '(?:千万)?(?:不要|别|勿|莫|甭|不用|不必|无需|毋须|无须|唔使|唔好|唔要|不需要?|拒绝?|谢绝|请勿|不准|不许|不能|不可以?|不得|禁止|不想|不)';
const OUT = '(?:缺货|没货|断货|无货|断码|没有?货|没有了|卖完|售罄|库存不足|没库存|没现货|没有库存|缺了|没了|缺)';
const PAPER =
  '(?:价格单|价签|价格标签|吊牌价|价格|价钱|标价|小票|价单|购物(?:小票|清单|单)|清单|收据|票据|发货单|送货单|出库单|价目表?|金额|销售单|结算单|付款凭证|账单|订单明细|明细单?|单据|购物凭证|多少钱)';

const CONTACT: readonly WishRule[] = [
  {
    type: 'contact',
    value: 'CALL_BEFORE_SHIPPING',
    say: `(?:发货|寄出?|发出|出货|出库|发快递|发件|打包|发走|(?<![\\u4e00-\\u9fff])发)(?:之|以)?前(?!.{0,6}(?:送|派)).{0,10}?${CALL}|${CALL}.{0,8}?(?:确认|核对|沟通|同意|说).{0,6}?(?:再|后|才|之后)(?:再|安排|给我)*(?:发|寄|出货|打包)|先.{0,4}${CALL}(?:我|客户|买家|一下|一声|[一个])*(?:再|后|然后)(?:再)?(?:发|寄|出货)|(?:call|phone|ring|contact|give .{2,12} a (?:call|ring)).{0,24}?(?:before|prior to|ahead of) (?:you |it |the )?(?:ship|send|dispatch|post|mail)\\w*|before (?:you |it )?(?:ship|send|dispatch)\\w*.{0,20}?(?:call|phone|ring|contact) |(?:发货|发)前(?:跟|和|与|同|给|向)(?:我|客户|买家)?.{0,6}(?:确认|核对)`,
    unless: /(?:不用|无需|不必|别|不要).{0,4}(?:联系|电话|打)/,
  },
  {
    type: 'contact',
    value: 'CALL_BEFORE_DELIVERY',
    say: `(?:送(?:货|来|达|到|件|之|上门|过来)*|派(?:送|件|货|之)*|配送|上门|到(?:货|达|之|家|门口)*|投递|投放|来|过来|放(?:柜|驿站|门口)?|入柜|投柜|抵达|交付)(?:之|以)?前(?!台).{0,10}?${CALL}|(?<!发货|发)(?:提前|事先|预先|先)(?:\\d+分钟|半小时|一小时|一个小时|半个小时|给我|给|跟我|和我|与|我|客户|买家|收件人|打|个|来|一个|一下|\\s)*(?:电话|打(?!包|折|印|扰|开)|致电|来电|电联|call)|(?:快|要|货|东西|包裹|快递|件)?到(?:了|时候?|的时候|时候|楼下|门口|小区|货|达|家|公司|附近|店)*(?:请|麻烦|先|再|就|务必|一定|给|帮|你们?|快递员|小哥|师傅|要)*(?:给)?(?:我|客户|买家|她|他|本人)?(?:打(?:个|一个|我)?.{0,4}电话|打给我|call ?我?|来?(?:个|通)电话|电话(?:我|联系|通知|给我|一声))|(?:打(?:个|一个|通|我)*电话|电话(?:联系|通知|预约|沟通|约)?(?:我|客户|好|时间|一下|过|一声)*|致电|来电|电联)(?:给?我|客户|确认|一下|\\s)*(?:之?后|再|然后|才)(?:再|来|去|安排|能|给我)*(?:送|派|上门|来|配送|放)|打(?:了|过|完)?电话再(?:送|来|派|放)|(?:送|派|来|到)[^,，。]{0,5}?时候?.{0,6}?(?:打|电话|联系)|先(?:联系|电话).{0,6}?再(?:送|派|上门|配送|来)|(?:派|配送|送货|派送|派件).{0,3}?(?:要|需|请|务必|得|必须)?(?:提前|先|事先)(?:电话|联系|打|通知|call)|提前(?:半小时|一小时|一天|\\d+分钟)?(?:联系|通知)|预约(?:好)?(?:时间)?再(?:送|上门|配送)|(?:call|phone|ring|contact)(?: (?:me|us|him|her|the (?:customer|buyer|recipient|receiver|number)|my \\w+|first|up|on|at|this|number|[\\d +()-]{8,}|\\w+))*? (?:before|prior to|ahead of|ahead|when|upon|on arrival|once|first|beforehand|in advance|\\d+ min)(?! (?:you )?(?:ship|send|dispatch|post|mail))|(?:give|drop) (?:me|us|him|her|my \\w+|the \\w+) a (?:call|ring|buzz)(?! before (?:you )?(?:ship|send|dispatch))|(?:before|prior to|on|upon) (?:you |the )?(?:deliver|arriv|drop|coming)\\w*.{0,20}?(?:call|phone|ring)|call (?:me )?(?:on|upon|at) (?:arrival|delivery)|please (?:call|phone|ring)(?: me| us)?(?=$|[.,!;]| please| thanks| pls)|call me (?:pls|please)`,
    unless:
      /(?:收到|没有?|从不|也不|都不|未|不).{0,3}(?:提前|打|电话|联系)|不用.{0,6}(?:电话|打|联系)|打不通|短信|(?:什么|要是|如果)时候能到|(?:发货|寄出?|发出|出货|出库|打包|(?<![\u4e00-\u9fff])发)(?:之|以)?前(?!.*(?:送|派|到货|上门))|(?:before|prior to) (?:you )?(?:ship|send|dispatch)/,
    negated: 'NO_CALL',
  },
  {
    type: 'contact',
    value: 'SMS_ONLY',
    say: '(?:只|仅|就|改|统一|请|麻烦|可以|给我|还是|直接|用|全程|都|一律|需要)*(?:发|用|收|看|回|走)(?:个|条|我)?(?:短信|信息|消息|简讯|讯息|文字)(?!里|说|显示|通知我已|骚扰|提示|都|也)|短信(?:联系|通知|沟通|告知|提醒|留言|即可|就行|就好|就可以|可以|ok|吧|我|发我|告诉|说|给我|为主|优先)|(?:text|sms|message)(?: messages?)? (?:me |us )?(?:only|instead|please|pls|when|before|is (?:fine|ok|better|enough)|would|works|preferred)|(?:only|just|please|pls|prefer|by|via|send(?: me)?(?: an?)?) (?:send )?(?:an? )?(?:text|sms)(?: me| messages?)?|text me|sms me|(?:only|just) message me',
    unless:
      /text on\b|message (?:on|in|inside|card)\b|(?:不接|没接|没人接|无人接|打不通)(?!听|电话|陌生).{0,4}发|(?:if|when) (?:i |we )?(?:don't|do not|no|can't).{0,12}(?:answer|pick)|card|卡片|贺卡|收到.{0,6}短信|短信(?:说|显示|提示)|没.{0,4}短信/,
  },
  {
    type: 'contact',
    value: 'NO_CALL',
    negates: true,
    say: `${NOT}(?:再|又|给我|给|跟我|总|老|一直|乱|随便|要|让|快递员?|小哥|我|这个|往|客户|买家|本人|打过来|直接|随意|需|来|接|往我)*(?:打(?:我|来|给我|这个|任何|客户|收件人)?.{0,5}?(?:电话|手机)|电话(?:联系|打扰|骚扰|通知|我|沟通)?|来电|致电|电联|call)|(?:不接|接不了|不方便接|没法接|没办法接|无法接|不便接|不能接|接不到|不想接)听?(?:电话|听|陌生)|电话(?:就)?(?:不要|别|不用|勿|免|不必)(?:打|了|联系|骚扰)?|免打扰|勿扰|(?:请)?(?:勿|不要|别|不必)打扰|(?:do not|don'?t|dont|never|no need to|please not|without|not|stop)(?: ever| please| try to| bother)* (?:call|phone|ring(?!(?:ing)? (?:the )?(?:door)?bell)|calling|phoning|telephone)\\b|no (?:phone )?calls?\\b|no need (?:for a|to|of) (?:phone )?call(?:ing)?`,
    unless: /别不|不要不|不能不|打不通|客服|没有?接到|发货前|不是不|因为不接|ring the/,
  },
];

const URGENCY: readonly WishRule[] = [
  {
    type: 'urgency',
    value: 'EXPEDITE',
    say: '急{2,}|快{2,}|加急|急(?:用|需|件|单|发|等|着用|着要|着|送|要|求|寄|货|了|啊|呀|哦|死|!|$)|(?:很|好|非常|特别|超|超级|比较|挺|有点|真的|十分|万分|火|紧|太|很着|真|老)急|(?:尽|从|加)快(?:点|些)?(?:给我|帮我|把货|把东西|帮忙|的|地|安排|处理)*(?:发|寄|送|出|安排|到|下|收|配送|派|吧|$|哦|啊|谢|[~!,，。 ]|处理|哈|呗)|尽早(?:发|寄|送|安排|出|到)|赶紧(?:的|给我|帮我|把货|安排)*(?:发|寄|送|出|安排|$|吧|啊)|赶快|快(?:一)?(?:点|些)(?:给我|帮我|儿|的|把\\S{1,4})?(?:发|寄|送|到|出|安排|啊|吧|哦|呀|呗|哈|哟|$|[,，!~ ]|行|好|可以|嘛|配送|收)|速(?:度)?(?:发|寄|送|出|来|配|安排)|火速|马上(?:就)?(?:发|寄|送|出货|安排)|立(?:刻|马|即)(?:就)?(?:给我)?(?:发|寄|送|出货|安排)|抓紧|十万火急|赶时间|等(?:着|米|不及|不了|不起|着用|着急).{0,2}(?:用|下锅|了|穿|吃|开|救|$)|着急|催(?:发|单|促|件|出货|一下|急)|越快越好|能多快(?:就)?多快|优先(?:发货|处理|安排|发出|配送|打包)|插(?:个|一)?队|最快(?:的)?(?:速度|快递|方式|时效|发|的发)|救急|救命|火烧眉毛|asap|a\\.s\\.a\\.p|urgent(?:ly)?|rush|hurry|as (?:soon|quickly|fast|quick) as (?:possible|you can|u can)|quick(?:ly|er)? ?(?:please|pls|plz|as|ship|deliver|$)|(?:ship|send|deliver|dispatch|post)(?: \\w+){0,3} (?:quickly|fast|immediately|right away|right now|straight away|at once|promptly|quick|first)|(?:fast|quick|express|priority|speedy|expedited|immediate) (?:ship|deliver|dispatch|process|handling|post)\\w*|expedite|speed (?:it|this|things) up|soonest|in a hurry|need (?:it|this|them) (?:fast|quick|soon|badly|immediately|right away)|top priority',
    unless:
      /不(?:是很|太|怎么|着|算|那么|需要|用|必|是|会|)(?:很|太|特别|那么|加|用)?(?:着)?急(?!死)|别急|勿急|莫急|不用(?:太|那么|这么)?(?:急|赶|快|着急)|不赶|慢慢|没(?:有|那么)?(?:那么)?着?急|急不急|不急|(?:no|not|isn'?t|without|never|don'?t need|need not|don'?t)(?: \w+){0,4} (?:rush|hurry|urgent|expedite|asap|fast|quick)|(?:尽快|赶紧|快点|抓紧|马上|尽早|加急|asap|着急|越快越好).{0,8}(?:安排安装|退款|退钱|取消|回复|答复|开票|开发票|处理退|安装|装|上架|补货|回信|补偿|赔|解决|寄发票|到账)|(?:安装|装机|师傅|cancel|refund|reply|退款|取消|install|发票).{0,16}(?:尽快|赶紧|快点|抓紧|马上|尽早|asap|着急)|急性|急诊|急救|应急|急流|急冻|紧急出口|宅急|快点好|快点回|着急问|赶紧下单|抓紧时间下单|赶紧囤|rush hour|物流.{0,4}(?:太|很|真|好|挺)快|发货(?:太|很|真|好|挺|超)?快|着急也|急死(?:了)?也|催(?:问|过)/,
  },
];

const PACKAGING: readonly WishRule[] = [
  {
    type: 'packaging',
    value: 'COLD_PACK',
    say: '冰袋|冰包|冰块|冰板|干冰|冰盒|冰排|冰瓶|冷链|冷藏(?!室|柜|保存即)|保冷|保鲜(?:箱|冰)|保温(?:袋|箱|包|盒|棉|膜|箱装)|冷冻(?:发|包装|运输|配送|寄|箱)|低温(?:配送|运输|发|包装)|冷运|加冰|多放.{0,2}冰|放冰|泡沫箱.{0,3}冰|冰.{0,3}泡沫箱|(?:ice|gel|cold|cool|chill) ?-?(?:packs?|bags?|chain|box|packaging|packed|ed)|insulated|dry ice|(?:keep|kept|stay|ship|send|pack)(?: it| them| this)? (?:cold|frozen|refrigerated|chilled|cool|on ice)|refrigerated|with (?:some )?ice\\b|cooler bag',
    unless: /保温杯|保温壶|冷藏室|放(?:进|到|在)?冰箱|冷藏保存|冰袋(?:都|已经|全)?(?:化|融|漏)|保温效果|能保温/,
  },
  {
    type: 'packaging',
    value: 'DISCREET',
    negates: true,
    say: `(?:私密|隐私|保密|隐蔽|隐秘|匿名|低调|不透明|严密|隐形|遮挡)(?:一?点|性|地|些)?(?:的)?(?:包装|发货|发|寄|配送|打包|处理|一点|$|发出|面单|包|哦|下|一下|谢|[,，!])|包装(?:要|请|得|务必|一定|注意|麻烦|尽量|需要?)*(?:私密|隐私|保密|隐蔽|隐秘|低调|不透明)|(?:要|注意|务必|请|做好|麻烦|尽量|一定)(?:\\S{0,2})(?:保密|隐私)|看不(?:出|到|见)(?:来)?(?:是什么|里面|内容|买的|什么|装的|是啥)|${NOT}(?:让人|让别人|被人|被)?.{0,2}看(?:出|到|见)(?:来)?(?:是什么|里面|内容|买的|什么|装的|是啥)|(?:${NOT}|不)(?:要|能|准|许|得)?(?:在|把|写|印|标|显示|出现|填|备注|注明|体现|有|露|打|贴|面单|外面|外箱|快递单|包装|盒子|箱子|上|\\s)*(?:品名|商品名|产品名|商品信息|内容物|物品名|产品信息|货名|商品名称|产品名称|物品名称|商品内容|具体物品|具体商品|是什么东西|买了什么)|(?:品名|面单|快递单|物品|内容|商品名|单子)(?:上|上面|请|就|统一|处|信息|栏)*(?:写|填|标|备注)(?:成|为|个|上)?(?:日用品?|生活用品|文具|书|别的|其他|其它|礼品|百货|衣服|配件|办公)|(?:面单|快递单|箱子|盒子|外面|包装|外包装|单子)(?:上|上面|外面)?(?:千万|一定)?(?:不要|别|勿|不能|不)(?:写|印|标|显示|出现|体现)(?!.{0,4}(?:价|logo|店|品牌|标|多少)).{0,6}(?:东西|什么|名|内容|字|信息)?|discreet(?:ly)?|discrete(?:ly)? pack\\w*|discreet|discrete pack\\w*|(?:plain|unmarked|nondescript|anonymous|opaque|neutral brown|brown) (?:\\w+ )?(?:packag\\w+|box|parcel|wrapp\\w+|envelope|bag|outer)|(?:no|without|don'?t (?:write|put|show|print|list)|do not (?:write|put|show|print|list|mention))(?: \\w+){0,4} (?:product name|item name|contents?|description|what'?s inside|what is inside|product description|item description)|confidential\\w*|(?:don'?t|do not|not) (?:want )?(?:\\w+ ){0,4}(?:to )?(?:see|know|tell) what'?s? (?:is )?(?:inside|in it|i ordered|i bought)|keep it private|private packaging`,
    unless: /隐私(?:保护)?做得|隐私很好|包装很(?:私密|隐私|保密)|保密协议|wrapping paper|logo/,
  },
  {
    type: 'packaging',
    value: 'GIFT_WRAP',
    say: '礼(?:品|物)?(?:盒|袋)(?!子?好看|很|也|真|里|坏|破|蛋糕|太|挺|漂亮|上次|质)(?:包装|装|包好|包|子|包一下)?|礼(?:品|物)(?:式)?包装|包装?(?:成|个|得像|一下)?(?:生日)?礼(?:物|品|盒)|按礼物包|当礼物包|礼品纸|包装纸|礼物纸|彩带|蝴蝶结|丝带|缎带|包(?:装|得|的|装得|装的)?(?:漂亮|好看|精美|精致|美美|用心)(?:一?点|些)?|精美包装|精包装|精装包|送礼(?:用的?)?包装|送人.{0,6}包(?:装)?(?:好看|漂亮|精致)|gift ?-? ?wrap\\w*|wrap(?:ped|ping)?(?: it| this| them| everything)?(?: up)?(?: nicely)? (?:as|like|for) (?:a |the )?(?:gift|present|birthday|christmas)|gift ?-?(?:box|bag|pack)\\w*|as a (?:gift|present) wrap|wrapped as|ribbon|(?:nice|pretty|beautiful|birthday|christmas) wrapping|nicely wrapped|present wrap',
    unless:
      /礼盒装(?:的)?(?:很|太|真|挺|好)|这(?:个|款)礼盒(?:装)?|礼盒(?:里|装)?(?:有|几|多少)|(?:收到|买|拍)(?:了|的)?.{0,3}礼盒(?:了|很|好)|礼盒(?:多大|尺寸|什么|颜色)/,
  },
  {
    type: 'packaging',
    value: 'NO_BOX_LOGO',
    negates: true,
    say: `(?:${NOT}|无|去掉?|没有|撕掉|遮住|遮掉|盖住|盖掉|涂掉|刮掉|隐藏)(?:要|能|得|许|可|再|任何|带|印|有|出现|贴|用|放|显示|露出?|你们|咱们|店铺|公司|我们|品牌|厂家|家|的|外箱|箱子|外包装|上|纸箱|体现|含|店家|任何形式|你家|商家|\\s)*(?:logo|标志|标识|商标|水印|店铺名|店名|品牌名|品牌箱|品牌信息|广告|宣传|店铺信息|品牌标|商家信息|厂名)|(?:logo|标志|标识|商标|店名|品牌名)(?:都|请|要|麻烦|全部?|也|务必|给我|帮我|标签|贴纸|的地方|处|\\s)*(?:撕|遮|盖|去掉|去除|不要|别|挡|涂|抹|刮|不印|除掉|不能)|(?:中性|无标|白盒|素面|空白|无字|白板|无印|无品牌|无痕)(?:的)?(?:包装|箱|盒|外箱|纸箱|袋|发货|打包|快递)|中性发|用白(?:色)?(?:纸)?箱|纯?白(?:色)?纸?箱(?:发|寄|装|包)|牛皮纸箱|no (?:\\w+ )?(?:logo|brand|branding)s?\\b(?:\\s*(?:on|tape))?|unbranded|(?:without|remove|hide|cover|don'?t (?:show|print|put|want)|do not (?:show|print|put|use)|any|no|free of)(?: \\w+){0,4} (?:logos?|branding|brand name|shop name|store name|branded)\\b|neutral (?:\\w+ )?(?:box|packag\\w+|carton)|logo-free|blank (?:box|carton)|(?:plain|blank|white) (?:box|carton)(?: \\w+){0,2} (?:no|without) (?:logo|brand)`,
    unless: /衣服(?:上)?|胸前|帽子上|杯身|t恤|刻字|定制.{0,6}logo|印(?:上)?我们的?logo|小广告|广告(?:太多|词)/,
  },
  {
    type: 'packaging',
    value: 'ORIGINAL_BOX',
    negates: true,
    say: `原(?:厂|装|品牌|有|始|封)?(?:外)?(?:箱|盒)(?:子)?(?:发|寄|出|包装|装|直发|不拆|不动|走|来|,|，|$|\\s|就行|即可|保留|完整|带|要|一起|子|谢)|原(?:厂|装|封|始)?包装(?!坏|破|有|上次)|(?:${NOT})(?:要|给我|帮我|私自|随便|把)*(?:拆|开|换|扔|丢|打开)(?:原|外|动)?(?:装|厂)?(?:箱|盒|包装盒?|封|原盒)(?:子)?(?!验|检)|整箱(?:发|寄|不拆|出)|未拆封|不拆封|全新未拆|(?:带|保留|连|要|附带?|连同|留着?)(?:着|好|上)?(?:原|鞋|包装|外)(?:装|包装)?盒|(?:keep|in|with|use|include|ship in|original|the|retain|factory)(?: (?:it|them|the|its|their|all))* (?:original|factory|manufacturer'?s?) (?:\\w+ )?(?:box\\w*|packag\\w+|carton|case)|original (?:\\w+ )?(?:box\\w*|packag\\w+|carton)|factory[- ]seal\\w*|(?:do not|don'?t) (?:open|unbox|repack|break)(?: \\w+){0,3} (?:box|carton|case|packag\\w+|seal)|(?:leave|keep)(?: it| the box)? (?:sealed|unopened)`,
    unless: /验货|检查|drop|sign|(?:没|没有|无)原(?:装)?盒|有原(?:装)?盒吗|(?:坏|破|烂|压)了/,
  },
  {
    type: 'packaging',
    value: 'REINFORCED',
    say: `加固|(?:好好|认真|仔细|用心)(?:地|的)?(?:给我)?(?:包|打包)|防水(?:包装|袋|膜|处理)|加(?:强|厚)(?:一下|点|些)?(?:包装|打包|外箱)|包装(?:请|要|得|务必|麻烦|一定要?|多|再|能|给|弄|做|帮|尽量|上|打|的|希望|可以)*(?:加(?:固|厚|强)|(?:厚|严|结|牢|扎|稳|紧|仔细|完整|小心|用心|多|好|硬|讲究|细心|细致|认真)(?:实|密|固|妥|一点|点|些|一些|几层|下|心|严|好)+)|(?:包|裹|缠|绑|垫|捆|封|塞|套|绕|装|打包|放|加|贴|弄|填)(?:的|得|装|好|个|上|点|它|严|仔细)*(?:(?:几|两|三|多|[23]|一|些|点|四|五)(?:几)?(?:层|圈|道|遍|重)?.{0,3}?(?:泡沫|气泡|防震|防撞|珍珠棉|海绵|缓冲|填充|护角|胶带|膜|纸板|泡泡)|(?:严|结实|牢|扎实|厚|紧|稳|仔细)(?:实|密|固|点|一点|一些|些|妥|妥当|实点)*|好(?:一)?(?:点|些))|多(?:给我|帮我|给|放|加|用|来|缠|裹|包|垫|塞|套|弄|绑|绕|贴|打|填|塞点|装)?(?:几|两|三|一|点|些|[23])?(?:层|圈|道|个)?(?:的)?(?:泡沫(?!箱)|气泡|气柱|防震|防撞|珍珠棉|缓冲|填充|护角|泡泡|保护|层(?:包装|纸箱)?|圈|道(?:胶带)?)|气泡(?:膜|柱|纸|垫|袋)|气柱|多(?:裹|缠|垫|包)(?!容|括|涵)|泡泡(?:膜|纸|袋)|珍珠棉|防(?:震|撞|摔|碎|压|挤|磕)(?:包装|处理|措施|泡沫|袋|膜|好|一下|气泡|打包|加固)|做好防(?:震|撞|摔|护|碎|压|水)|抗压|打(?:个)?木(?:架|箱|框|条)|(?:木|铁)(?:架|箱|框|条箱)(?:包装|打包|发|装|加固|打)?|双层(?:纸)?箱|五层(?:纸)?箱|硬(?:纸)?(?:箱|盒)|加(?:个|一层|层)?(?:外箱|纸箱|护角|泡沫|气泡)|护角|${NOT}(?:要|给我|把|再|被|有|让)*(?:磕|碰|压|摔|弄|挤|碎|撞)(?:碰|坏|碎|破|烂|到|变形|扁)?(?:了|坏|碎|烂)?|怕(?:碎|摔|压|磕|碰|震|挤|破|坏)|易碎(?!品券)|轻(?:拿|放|搬)|小心(?:包装|轻放|打包|易碎|运输|搬运|点包)|(?:extra|more|additional|lots of|plenty of|with|double|good|enough|some|add|sturdy|strong|better|thick|proper) (?:\\w+ )?(?:padding|protection|bubble ?-?wrap|cushion\\w*|packaging|packing|foam|box(?:ed|ing)?|layers?|protective)\\b|bubble ?-?wrap|double[- ]?(?:box|wrap|layer|wall)\\w*|fragile|breakable|(?:pack|wrap|package|packed|wrapped|packaged|packing)(?:ed|ing)?(?: \\w+){0,4} (?:well|carefully|securely|tight(?:ly)?|properly|safely|solid(?:ly)?|sturdily|good|extra)|(?:carefully|securely|well|safely|safe) (?:pack|wrap)\\w*|reinforce\\w*|sturd(?:y|ier)|wood(?:en)? (?:crat|box|fram|cas)\\w*|crated?\\b|handle with care|shock ?-?proof|packing peanuts|pack well`,
    unless:
      /包装(?:很|挺|真|非常|特别|超|都|也|太)(?:好|严|结|厚|精|仔细|用心|扎实|牢|完)|(?:很|挺|非常|太|真)(?:结实|严实|牢固|扎实|仔细)|质量|防摔(?:手机)?壳|手机壳|防摔吗|不(?:怕|易碎)|是易碎|易碎吗|木(?:箱|架)(?:上|多少|怎么|很|床|子里)|well packed(?:,? thanks|!| and (?:arrived|came))|(?:was|were|arrived|came) (?:\w+ )?(?:packed|wrapped|well)|packaging (?:was|is|looks)|包装别?(?:太|过)|不(?:用|要|需要|必)过度包装|冰袋|原(?:盒|箱)|礼(?:物|品)?(?:盒|包)|包得(?:很|挺|真|非常|超)|logo|价/,
  },
];

const PAPERS: readonly WishRule[] = [
  {
    type: 'hide_price',
    value: 'true',
    negates: true,
    say: `(?:${NOT})(?:要|能|可以|可|再|准|许|得|想|给|把|让|在|里面|里|箱子?|盒子?|包裹|快递|一起|往|任何|有|带|附带?|放入?|写|打|出现|显示|夹|塞|装|寄|贴|露出?|留|附上|发货|发票|和|、|随箱|包含|看到|看见|知道|被|对方|收件人|客户|收货人|朋友|他|她|人|体现|标|印|随货|的|上|进去|随|单上|面单|产生|纸质|含|购物|东西|是|\\s)*${PAPER}(?!太|高|优惠|变|贵|便宜|再涨|涨)|(?:${PAPER}|标签上的价格|吊牌)(?:、|和|及|都|请|麻烦|全|也|全部|一律|务必|帮我|帮忙|给我|之类|什么的|啥的|等|的|${PAPER})*(?:撕|剪|去掉|去除|拿掉|取|摘|扯|抠|拿走|别|不要|勿|不用|不放|隐藏|遮|涂|免|保密|抽出|抽掉|不附|不随|不要让|不能|盖)|(?:撕|剪|去|拿|取|摘|扯|隐藏|遮|抠)(?:掉|了|下|走|除|住)?(?:里面的?|所有的?|那个|商品|衣服|上面的?|的|吊牌|标签|上)*(?:价格|价签|小票|吊牌价?|标价|价钱|清单|价)|无(?:价格?单|小票|价签|清单)|(?:no|without|hide|remove|omit|exclude|leave out|skip|take (?:off|out)|tear off|cut off|don'?t (?:\\w+ )?(?:include|put|enclose|leave|show|add|pack|insert|attach)|do not (?:\\w+ )?(?:include|put|enclose|leave|show|add|pack|insert|attach)|not include|conceal|free of)(?: (?!invoice needed)[\\w']+){0,6}? (?:prices?|pricing|receipts?|price ?-?(?:tag|list|slip|label)s?|packing (?:slip|list)s?|bill|sales slip|cost)\\b|price ?-?(?:tag|list)s? (?:off|removed|out)|no prices?\\b`,
    unless:
      /发票(?!.{0,8}(?:小票|价格|清单))(?!.{0,3}价)|价格(?:贵|高|优惠|太|再|合适|便宜|实惠|能|可以|好|很)|no(?:t)? (?:at )?(?:this|that|any|better|best) price|at no (?:extra )?cost|明细(?:表)?开|开.{0,4}明细|fair price|price(?:s)? (?:is|are|was|go|drop)|砍价/,
  },
  {
    type: 'invoice_kind',
    value: 'NONE',
    negates: true,
    say: `(?:${NOT}|免|没必要|没有?必要)(?:要|用|再|给我|给|帮我|需要|开具?|提供|附带?|寄|放|带|出|着|任何|电子|纸质|的|具)*(?:发票|开票|票据?(?=$|[,，。!! ]|了))|(?:发)?票(?:就|都|我|这次)?(?:不要|不用|免|不需要|无需|不必|不开|就不)(?:了|开|寄|给|放|要)*|不开票|免开|no invoice|(?:don'?t|do not|won'?t|not) (?:\\w+ )?(?:need|want|require|issue|include|send)(?: \\w+){0,2} invoice|without (?:an? )?invoice|invoice (?:is )?not (?:needed|required|necessary)|skip the invoice|no need for (?:an? |the )?invoice`,
    unless:
      /invoice,? (?:or|and|nor) (?:the |any )?(?:price|receipt)|不是不|(?:别|不要|勿|不用)(?:再)?忘|不要忘|普票.{0,6}(?:专票|电子)|不要(?:普票|专票|纸质)|don'?t forget|(?:纸质|电子|普通|专用)(?:版|的)?(?:发)?票?.{0,6}(?:要|改|换|开)(?:电子|纸质|专|普)|纸质|不(?:能|可以)开.{0,3}票吗|电子(?:发)?票.{0,4}(?:即可|就行|就好|就可以)|放|随货|和(?:小票|清单)/,
  },
  {
    type: 'invoice_kind',
    value: 'VAT_SPECIAL',
    say: '专票|增专|(?:增值税)?专用发?票|增值税专票|专用增值税|增值税发票(?!普)|(?:special|dedicated) (?:vat |tax )?(?:invoice|fapiao)|vat (?:special |tax )?(?:invoice|fapiao)(?! normal)|vat special',
  },
  {
    type: 'invoice_kind',
    value: 'ELECTRONIC',
    say: '电子(?:版)?(?:的)?(?:普通|普)?(?:发|的)?票|电票|数电(?:发)?票|全电发?票|电子普票|电子版(?:就|即|的|发|就行|$|[,，])|e-? ?(?:invoice|fapiao)|electronic (?:invoice|fapiao)|digital invoice|(?:invoice|发票).{0,10}(?:email|邮箱|e-?mail|电子|pdf)|pdf invoice|发票开电子',
    unless: /电子专/,
  },
  {
    type: 'invoice_kind',
    value: 'NORMAL',
    say: '(?<!电子)普票|增普|(?<!电子)普通(?:增值税)?(?:纸质)?发?票|纸质(?:的)?(?:普通)?(?:发)?票|纸票|(?:normal|regular|ordinary|general|standard|plain|paper) (?:vat |paper )?(?:invoice|fapiao)',
    unless: /电子普/,
  },
];

const CARE: readonly WishRule[] = [
  {
    type: 'insure',
    value: 'true',
    say: '保(?:个|下|一下|上|一?个)?价(?!格|双|险吗)(?!\\S{0,2}(?:政策|申请|怎么|补差))|保足(?:额)?|投保|(?:买|上|加|购|带|办|走)(?:个|份|一份|上|一个|一下)?(?:运输|运|快递|货运|物流|足额|全额)?保险(?!柜|丝|箱|套|杠)|(?:快递|运输|货运|全额|足额)保险|运输险|声明价值|报价\\d+元?保|declared? (?:the )?(?:full )?(?:value|worth)|insur(?:e|ed|ance|ing)\\b|保\\d{3,}',
    unless: /保险(?:起见|一点|点|公司)|价保|运费险|insurance company|to be safe|for insurance purposes only/,
  },
  {
    type: 'inspect_on_delivery',
    value: 'true',
    say: '验货|验(?:一下|过|完|好|下)?(?:货|收)?(?:再|后|才|之后)(?:再|才)?(?:签|收)|(?:开|拆)(?:箱|包|开|封|了|件|盒|快递)?(?:来)?(?:看|检|验|查|清点|点数|确认|核对|试)(?:看|查|验|一下|货|收|好|过|无误|没问题|完|数|清楚)*.{0,10}(?:签|收|付款|再|后|才)?|(?:当面|当场|现场|面|先)(?:要)?(?:打开|拆|开箱|验|开包|检查|清点|点数|点清|查验|拆开|打开看)|先(?:打)?开.{0,8}再签|(?:检查|查看|清点|核对|看|看过|点清|试)(?:一下|完|好|过|无误|没问题|清楚|数量|外观|货|ok|确认|有没有|破损|无损|没坏|没有?破损|\\s){0,4}(?:之?后|再|才|了)(?:再|才|能)?(?:签|收货|收件|付款)|(?:没问题|无误|没坏|完好|无损|无破损|没破)(?:之?后|了)?(?:再|才)(?:能|给|会)?(?:签|收)|(?:open|check|inspect|examine|verify|unbox|look at)(?:ed|ing)?(?: \\w+){0,6} (?:before|then|prior to|and then)(?: \\w+){0,3} (?:sign|accept|pay|receiv|tak)\\w*|(?:before|when) (?:i |we )?(?:sign|accept)\\w*.{0,24}(?:check|inspect|open)|inspect(?:ion)? (?:up)?on (?:delivery|arrival|receipt)|inspect (?:it|the|goods|items?|contents?|parcel)|let (?:me|us|the customer) (?:open|check|inspect)|open (?:the )?(?:box|package|parcel) (?:and|to) (?:check|inspect)|open[- ]box (?:inspection|delivery|check)',
    unless:
      /(?:发货|寄出?|出货|发|出库|打包)前.{0,12}(?:检|验|看|试|查)|(?:检查|验货|检测).{0,8}(?:再|后|好再)(?:发|寄|出货)|仓库|质检|before (?:you )?(?:ship|send|dispatch|pack)|开箱视频|签收了|已签收|开箱(?:后)?(?:发现|才发现|就|很)|验货(?:时|的时候)发现|拆(?:开)?后(?:发现|才)|打开看?(?:了|就|发现|很)|收到(?:后|货)?(?:打开|拆开|检查)/,
  },
  {
    type: 'cancel',
    value: 'true',
    say: "(?:取消|撤销|撤回|关闭|关掉|作废|退掉|退了|取肖|退订|撤)(?:一下|下|掉|了|我的?|这个?|本|该|这一|那|此|整|个|全部|上一?)*(?:订单|单(?!独)|交易|购买|拍下的?|订购|掉|吧|了|谢|$|[,，。!~吗么 ])|(?:订单|单子?|本单|这单|此单)(?:麻烦|请|就|我|先|想|能|可以|给|帮|帮我|申请|也|需要?|都|全部)*(?:取消|撤销|撤单|退(?!换|货)|不要了|作废|关闭|关掉|退掉|不需要了)|(?:帮|给|申请|要求|请|麻烦|想|要|就|需要|直接|可以|能|先|我|把它|还是|自愿|替我|那就?|全部|统统|希望|全)(?:我|忙|一下|您|帮忙|你们|咱)*(?:取消(?!礼|包装|保|发票|加急|备注|预约|安装|合|赠|开票|了(?:吗|没))|撤单|退单|退款)|(?:我|都|就|全|全部|也|东西|商品|宝贝|货|衣服|这个|那|这|先|还是|突然|现在|已经|家里人|老婆|老公)*(?:不(?:想|打算|准备)?(?:要|买)了(?!你|吧你)|不想要(?=了|$|[,，。! ]|这单|这个订单|本单)了?|不需要(?:了|这)|不买啦|不要啦|用不(?:上|着|到)了)|(?:拍|下|买|点|订|付|选)(?:错|重|多|重复|了两)(?:了|单|了单|了一单|款|订单|拍|啦)*.{0,8}(?:退|取消|撤|关)|误(?:拍|下单|点).{0,8}(?:退|取消|关)|重复(?:下单|拍|了).{0,8}(?:退|取消|关)|退(?:钱|款)(?:吧|给我|谢|$|[,，。! ])|取消(?:吧|了|$|[,，。!~ ]|谢|掉|申请)|cancel(?:l?ed|l?ing|lation)?\\b|(?:don'?t|do not|no longer) (?:want|need) (?:it|this|the order|them|these|this order)(?: any ?more| anymore)?|(?:changed my mind|wrong (?:item|order)).{0,20}refund|refund (?:me|my|this|the) (?:order|please|money|now)|please refund(?! (?:if|me if))|call off (?:the|my|this) order|void (?:this|the|my) order",
    unless: new RegExp(
      `${OUT}.{0,16}(?:取消|退|不要|关)|(?:如果|要是|若|假如|万一|不然|否则|发不了|到不了|来不及|没有的话|赶不上|不能).{0,18}(?:取消|退|不要了|不买)|(?:取消|不要).{0,3}(?:礼|包装|保价|开票|发票|加急|安装|合并|赠品|预约|保险|备注|小票|卡片|贺卡|订阅|会员|自动|关注)|(?:礼(?:盒|物|品)?(?:包装)?|发票|贺卡|卡片|赠品|保价|安装|加急|小样|包装|盒子|袋子|袋|小票|电话|小礼物|保险|logo|logo的)(?:也|就|都|还是|那|了)?(?:不要|不用|取消|不需要)|上次|之前(?:那|的|取消)|已(?:经)?取消|取消率|取消不了|怎么取消|平台取消|快递取消|out of stock|unavailable|if (?:you|it|not|the|there|they|this)|otherwise|or (?:else )?(?:cancel|refund)|cancel (?:the |my )?(?:gift|invoice|insurance|installation|wrap|card|previous note)|noise|cancelling head|set cancel|差价|运费退|退(?:运费|差|保证金|邮费)|多付`,
    ),
  },
  {
    type: 'no_substitute',
    value: 'true',
    negates: true,
    say: `(?:${NOT})(?:要|给我|再|随便|私自|擅自|自己|乱|帮我|自作主张|自行|能|接受|随意|可以|给|把|我|用|需要|发货时|被|拿)*(?:换(?:别|其|成|货|款|色|颜色|码|尺码|品|型号|产品|口味|给我|掉|了|$|[,，。! ])|替(?:换|代)?|代替|调换|调货|调包|更换(?!快递|物流|地址|收)|串色|串码|发(?:别的?|其他|其它|替代|随机|另外|另一|类似|相似)|混发|混色|配其他|给别的|给其他|拿别的|拿其他|以其他)|随机发|缺货(?:就|请|要|一定|务必|麻烦|的话|时|也|必须|了|先|商品|,|，|\\s)*(?:联系|退|告|通知|打电话|跟我说|说|取消|提前|问|别发|不要|找我|勿)|${OUT}(?:了|就|请|的话?|时|要|麻烦|一定|务必|直接|先|可以|颜色|也|的|帮我|给我|立刻|及时|那|必须|提前|它|这个|,|，|\\s)*(?:退|取消|通知|联系|告诉|告知|说一声|不要|别换|别发|勿|跟我说|问我|跟我|电话|打电话|宁愿|宁可|不换)|(?:宁愿|宁可|宁肯).{0,8}(?:不要|退|等)(?:也)?(?:不要|不换|别换|不接受)?|只要(?:这|本|该|拍的|我拍|原|指定|我选).{0,6}(?:款|色|个|口味|码|型号|颜色|种|牌)|没.{0,6}(?:别|不要|勿)(?:给我)?(?:换|替|发别|发其)|no (?:substitut|replacement|swap|alternativ)\\w*|(?:don'?t|do not|never|please not|not|without|no)(?: \\w+){0,3} (?:substitut|swap|switch|replac)\\w*|(?:don'?t|do not) (?:send|ship|give) (?:me )?(?:a |an |any )?(?:different|other|another|alternative|something else|substitut|similar)\\w*|(?:if|in case|when)(?: \\w+){0,6} (?:out of stock|unavailable|not available|sold out|not in stock|oos|runs? out|no stock|missing)[^.;。]{0,40}?(?:refund|cancel|contact|let me know|tell me|call|message|email|notify|do not|don'?t|text)|(?:refund|cancel|contact me|let me know|tell me|notify me|message me)[^.;。]{0,16} (?:if|in case|when)(?: \\w+){0,5} (?:out of stock|unavailable|not available|sold out|oos|not in stock|runs? out|no stock)`,
    unless:
      /换快递|换物流|更换快递|换地址|换收|可以换|换颜色也|换别的也行|也行|都行|也可以|都可以|上次|之前(?:给我)?换(?!.*(?:不要|别)).*$|快递|顺丰|中通|圆通|申通|韵达|极兔|邮政|京东|carrier|courier|(?:能|可以)不能?换|错字|换货(?:流程|怎么|吗)|盒|箱|发票/,
  },
  {
    type: 'sample_request',
    value: 'true',
    say: '(?:小样|试用装|中样|试用(?:品|包|片|小样)?|赠品|小礼物|小礼品|样品|试吃(?:装|包)?|试喝|样布|色卡|体验装|旅行装|小赠品|礼物|小玩意|小零食|伴手礼|见面礼|小样品|试饮)(?:可以|能|请|麻烦|也|记得|要|都|再|什么的|啥的|之类的?|多|给|帮)*(?:送|给|来|多|放|塞|寄|有吗|有没有|有木有|有么|吗|么|呗|可不可以|能不能|附|带|发|别忘|不要忘|求|安排|吧|嘛|拿|备|来点|一份|个)|(?:送|给|来|多|塞|附|带|配|放|求|要|讨|拿|蹭|赠|赠送|申请|加|装|寄|有|有没有|备|有无|有没|想要?)(?:我|们|咱|点|个|些|份|几|一|两|片|一些|一点|一个|一份|多|几个|几份|几片|下|新|的|你们|店里|其他|什么|免费|试|客户|買家|买家|可爱|别|口味|点儿|其它|款|不同|别的|包|套|赠|当|送|没有|可以|老客户)*(?:小样|试用(?!期|了|过)|中样|赠品|小礼(?:物|品)|样品|试吃|样布|色卡|体验装|旅行装|小玩意|小零食|见面礼|小惊喜|礼品(?!盒|袋|包|卡)|惊喜)|(?:送|给|附|多给|多送|加送|来)(?:我|个|点|份|一|两|些|几)+.{0,3}(?:赠|礼物呗|东西呗|呗|试试|尝尝|试用)|free (?:\\w+ )?(?:sample|gift|tester|trial|sachet)s?|freebies?|samples?(?: \\w+){0,3} (?:please|pls|plz|would|if)|(?:some|a few|any|extra|couple of|add|include|send|throw in|toss in|have|get|with)(?: \\w+){0,3} (?:samples?|testers?|freebies?|goodies|sachets?)\\b|small gift|little gift|complimentary',
    unless:
      /(?:小样|赠品|试用装?|小礼物|样品|礼物).{0,4}(?:收到|很好|好用|不错|超好|很|太|真|喜欢|挺|特别|少发|漏发|没收到|没有?发|过期|已|破|坏|用完|好吃)|收到.{0,4}(?:小样|赠品|礼物)|上次|给客户的样|(?:作为|是)样品|谢谢.{0,6}(?:送|赠|小样|礼物)|感谢|买(?:来|给|了)?.{0,4}送.{0,4}(?:礼|人)|sample (?:was|is|size)|thank(?:s| you) for the|(?:不|没)(?:满意|喜欢).{0,4}样/,
  },
  {
    type: 'shipment_split',
    value: 'true',
    say: "(?<!不要|别|勿|不)(?:拆|分)(?:开|成)?(?:单|批|次|两单|两批|两次|两个包裹|两包|两箱|几次|几批|包裹|2次|2批|多次|多批|2个|两个)?(?:先)?(?:发(?!票|现)|寄(?!存)|出货|出库|配送|派送|处理|走)|有几?(?:件|个|样|双|款|箱|本|套)?的?(?:就)?先发|有(?:几|多少)[件个样双款箱本套]?(?:就)?先?发几?|不用等齐|拆单|拆(?:成)?(?:两|2|几)(?:单|个包|包|批)|拆开(?:来)?(?:发|寄)|分(?:批|次|包|单|两批|2批|两次)|(?:有|现|到)(?:现)?(?:货|的|码|的货)?(?:的)?(?:就|可以|请|能|部分|那个|商品|那件|几个|款|产品|货|都|您|帮我|麻烦|那|个|件|几件|我|几样|那几个)*先(?:给我|帮我|行|安排|给|走)*(?:发|寄|出|走|送)|先(?:把|将|给我|帮我)*(?:有|现|到|在)(?:现)?(?:货|的|库存)?(?:的|那)?.{0,6}(?:发|寄|出|送)|先(?:把|将|给我把|帮我把|给我|帮我|紧着)?(?!后|说|是|生|[^,，]{0,4}(?:周|号|天|月))[^\\s,，]{1,8}?(?:发|寄|出|送)(?:了|来|给我|过来|走|掉|出|出来|出去|吧|,|，|\\s)*.{0,12}?(?:其余|其他|其它|剩|后(?:补|发|续|寄|面|到)|再(?:补|发|寄)|晚(?:点|些|几)|补(?:发|寄)|余下|另外|不急|慢慢|不着急|等到?货|缺|没货|预售|等货)|(?:缺货|没货|没有|预售|剩下|剩余|余下|其余|其他|没到|无货|欠|缺)的?.{0,6}?(?:后|以后|后面|到货|之后|晚点|下次|再|随后|回头|慢慢|等有货|来货)(?:后)?(?:再)?(?:补|发|寄|来货)(?!短信)|不(?:用|必|需要)(?:等|凑)(?:齐|全|一起|到齐).{0,6}(?:先|发|寄|有)|split (?:the |my |this |up |into |it )*(?:order|shipment|deliver|ship|parcel|two|packages?)\\w*|(?:ship|send|dispatch|deliver)(?: \\w+){0,3} (?:what(?:ever|'s| is)?|available|in[- ]stock|ready|the ones)(?: \\w+){0,6}? (?:first|now|rest|later|available|ready|in stock)|(?:in two|in 2|separate|multiple|partial|several|two) (?:shipments?|parcels?|packages?|deliver\\w+|batches)|ship (?:\\w+ ){0,3}separately|(?:the )?(?:rest|remain(?:ing|der)|others?|backorder\\w*)(?: \\w+){0,5} (?:later|when|once|afterwards|can (?:follow|wait)|follow|can come)|partial(?:ly)? ship\\w*|send (?:the )?\\w+(?: \\w+){0,2} first",
    unless:
      /(?:不要|别|勿|不用|不必|不能|不可|无需|请勿|不想|不需要)(?:给我|帮我|再)?(?:拆|分)|(?:do not|don'?t|no|not|never|without)(?: \w+){0,2} (?:split|separate|partial)|一起(?:发|寄)(?!.{0,6}(?:不|也))|凑齐|等齐|合并|分开包装|分开装|开发票|先发.{0,4}(?:短信|信息|给我看|图|视频|照)|发票/,
  },
  {
    type: 'install_on',
    value: 'ASAP',
    say: '(?:尽快|赶紧|马上|早点|快点)(?:来|帮我|给我|上门)*装(?!箱|盒|车|货|包|好发)|(?:尽快|赶紧|马上|立刻|快点|尽早|急|抓紧|立即|加急|越快越好|第一时间|赶快).{0,16}?(?:安装|装机|来装|上门装|装上|装好|师傅.{0,4}装)|(?:安装|装机|师傅|装空调|上门装).{0,14}?(?:尽快|赶紧|马上|越快|立刻|快点|尽早|急|抓紧|第一时间|赶快|asap)|(?:安排|预约|联系|约|派|叫|需要|需|要|帮我?|请|麻烦|带|申请|提供|希望|配|求|客户|让|帮忙)(?:一下|个|下|师傅|工人|人|售后|安装工|好|厂家|官方|你们|了|免费|到货后|快递|给我|客户|工程师|人员|您|给|到家|送货|后|您们|\\s)*(?:上门|送货|入户)?(?:安装(?!包|说明|视频|教程|图|费|简|难|步|方法|复杂|配件|孔|尺|位|工具|要)|装机|来装|装一下|调试|上门装|(?<!包)装好(?!看)|(?<!包)装上)|包安装|(?:送货|送装|配送).{0,4}(?:一体|并安装|及安装|加安装|带安装|和安装|安装)|送装一体|送装同步|上门安装|(?:install(?:ation|ed|er|ers|ing)?|set ?up|technician|fitter)(?: \\w+){0,8} (?:asap|soon|right away|immediately|as soon as|quickly|urgent\\w*)|(?:asap|urgent\\w*|soon|quick\\w*)(?: \\w+){0,6} (?:install\\w*|technician)|(?:arrange|book|schedule|need|require|want|include|with|please|provide|send|can you|could you|bring|request)(?: \\w+){0,5} (?:install(?!ment)\\w*|technician|fitter|fitting|installers?)\\b',
    unless:
      /(?:不用|不需要?|无需|自己|自行|不要|不必|别|免|自个|自已)(?:.{0,8})(?:安装|装|师傅)|(?:安装|装)(?:费|简单|方便吗|复杂|难|教程|视频|说明|好了|完|得|很|过程|怎么|包|步骤|尺寸)|怎么(?:安装|装)|(?:no|not|don'?t|without|self)(?: \w+){0,3} install|how to install|easy to install|install(?:ation)? (?:guide|manual|video|instructions?|was|is easy|fee|cost)|安装(?:师傅|人员|工人).{0,8}(?:好|态度|服务|专业|热情|不错|差|收|说)|师傅.{0,4}(?:装得|很|真|服务|态度|说)/,
  },
];

/** Said after a wish, it is none. */
const BACKS: readonly WishRule[] = [
  {
    type: 'contact',
    value: 'NO_CALL',
    takesBack: true,
    say: '还是(?:给我)?(?:打|call)(?:一?个|一下|电话|我)|(?:算了|不对)[^,，。]{0,3}(?:要|可以)打',
  },
  {
    type: 'packaging',
    value: 'GIFT_WRAP',
    takesBack: true,
    say: "(?:不用|不要|不需要|别|不必|不)(?:再)?(?:包装?|礼盒|礼品|包礼物|礼物)(?:了|啦)|(?:普通|正常|一般|简单)(?:的)?(?:包装|打包|包)|(?:no need|don'?t|skip|without)(?: \\w+){0,3} (?:wrap\\w*|gift)|(?:plain|normal|regular) (?:packag\\w+|wrapp\\w+|box) is (?:fine|ok)",
  },
  {
    type: 'cancel',
    value: 'true',
    takesBack: true,
    say: "(?:不|别|先不|不用|暂不)(?:要)?(?:再)?(?:取消|退)(?:了|订单|啦|吧|单|啊|哦|哈|呀|$|[,，!！~ ])|(?:照常|正常|继续|还是|照旧)(?:发货?|寄|发吧|要|给我发)|又要了|还是要(?!退|取消)|(?:don'?t|do not|not|no need to|please ignore)(?: \\w+){0,3} cancel|keep (?:the|my) order|still want|撤回取消|取消作废",
  },
  {
    type: 'urgency',
    value: 'EXPEDITE',
    takesBack: true,
    say: '(?:又)?不(?:着)?急了|不用(?:加急|急|赶)了|no (?:longer urgent|rush (?:any ?more|after all))',
  },
  {
    type: 'insure',
    value: 'true',
    takesBack: true,
    say: '不(?:用|要|必)?(?:了)?保(?:价)?了|(?:no|not|without|skip)(?: \\w+){0,2} insur\\w+',
  },
  {
    type: 'shipment_merge',
    value: '',
    takesBack: true,
    say: '(?:不用|不要|别|不)(?:再)?(?:合并|等|一起发?|凑|合)(?:了|啦)|分开(?:发|寄)(?:吧|就行|也行)|separately (?:is fine|instead)',
  },
];

export const WISH_RULES: readonly WishRule[] = [...BACKS, ...CONTACT, ...URGENCY, ...PACKAGING, ...PAPERS, ...CARE];
