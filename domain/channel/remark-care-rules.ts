import type { WishRule } from './remark-wish-rule.ts';

export const CARE_RULES: readonly WishRule[] = [
  {
    type: 'insure',
    value: 'true',
    say: [
      '保(?:个|下|一下|上|一?个)?价(?!格|双|险吗)(?!\\S{0,2}(?:政策|申请|怎么|补差))|保足(?:额)?|投保',
      '(?:买|上|加|购|带|办|走)(?:个|份|一份|上|一个|一下)?(?:运输|运|快递|货运|物流|足额|全额)?保险(?!柜|丝|箱|套|杠)',
      '(?:快递|运输|货运|全额|足额)保险|运输险|声明价值|报价\\d+元?保',
      'declared? (?:the )?(?:full )?(?:value|worth)|insur(?:e|ed|ance|ing)\\b|保\\d{3,}',
    ],
    unless: [
      '保险(?:起见|一点|点|公司)|(?<!保)价保(?!价)|运费险|insurance company|to be safe|for insurance purposes only',
    ],
  },
  {
    type: 'inspect_on_delivery',
    value: 'true',
    say: [
      '(?:验收|检验|验机|检查|查验|验).{0,6}?(?:合格|无误|没问题|通过|完好|ok).{0,4}?(?:方可|方能|才能?|再|后)',
      '不(?:让|给|能)(?:验货|开箱|拆|验)[^,，]{0,4}(?:拒|不签|不收)|在场[^,，]{0,3}(?:开|拆|验)|验货|验(?:一下|过|完|好|下)?(?:货|收)?(?:再|后|才|之后)(?:再|才)?(?:签|收)',
      '(?:开|拆)(?:箱|包|开|封|了|件|盒|快递)?(?:来)?(?:看|检|验|查|清点|点数|确认|核对|试)(?:看|查|验|一下|货|收|好|过|无误|没问题|完|数|清楚)*.{0,10}(?:签|收|付款|再|后|才)?',
      '(?:当面|当场|现场|面|先)(?:要)?(?:打开|拆|开箱|验|开包|检查|清点|点数|点清|查验|拆开|打开看)',
      '先(?:打)?开.{0,8}再签',
      '(?:检查|查看|清点|核对|看|看过|点清|试)(?:一下|完|好|过|无误|没问题|清楚|数量|外观|货|ok|确认|有没有|破损|无损|没坏|没有?破损|\\s){0,4}(?:之?后|再|才|了)(?:再|才|能)?(?:签|收货|收件|付款)',
      '(?:没问题|无误|没坏|完好|无损|无破损|没破)(?:之?后|了)?(?:再|才)(?:能|给|会)?(?:签|收)',
      '(?:open|check|inspect|examine|verify|unbox|look at)(?:ed|ing)?(?: \\w+){0,6} (?:before|then|prior to|and then)(?: \\w+){0,3} (?:sign|accept|pay|receiv|tak)\\w*',
      '(?:before|when) (?:i |we )?(?:sign|accept)\\w*.{0,24}(?:check|inspect|open)',
      'inspect(?:ion)? (?:up)?on (?:delivery|arrival|receipt)|inspect (?:it|the|goods|items?|contents?|parcel)',
      'let (?:me|us|the customer) (?:open|check|inspect)',
      'open (?:the )?(?:box|package|parcel) (?:and|to) (?:check|inspect)',
      'open[- ]box (?:inspection|delivery|check)',
    ],
    unless: [
      '(?:发货|寄出?|出货|发|出库|打包)前.{0,12}(?:检|验|看|试|查)',
      '(?:检查|验货|检测).{0,8}(?:再|后|好再)(?:发|寄|出货)|仓库(?:先)?(?:发|出|质检|打包|检)|质检',
      'before (?:you )?(?:ship|send|dispatch|pack)|开箱视频|签收了|已签收|开箱(?:后)?(?:发现|才发现|就|很)',
      '验货(?:时|的时候)发现|拆(?:开)?后(?:发现|才)|打开看?(?:了|就|发现|很)|收到(?:后|货)?(?:打开|拆开|检查)',
    ],
  },
  {
    type: 'install_on',
    value: 'ASAP',
    say: [
      '(?:尽快|赶紧|马上|早点|快点)(?:来|帮我|给我|上门)*装(?!箱|盒|车|货|包|好发)',
      '(?:尽快|赶紧|马上|立刻|快点|尽早|急|抓紧|立即|加急|越快越好|第一时间|赶快).{0,16}?(?:安装|装机|来装|上门装|装上|装好|师傅.{0,4}装)',
      '(?:安装|装机|师傅|装空调|上门装).{0,14}?(?:尽快|赶紧|马上|越快|立刻|快点|尽早|急|抓紧|第一时间|赶快|asap)',
      '(?:安排|预约|联系|约|派|叫|需要|需|要|帮我?|请|麻烦|带|申请|提供|希望|配|求|客户|让|帮忙)(?:一下|个|下|师傅|工人|人|售后|安装工|好|厂家|官方|你们|了|免费|到货后|快递|给我|客户|工程师|人员|您|给|到家|送货|后|您们|\\s)*(?:上门|送货|入户)?(?:安装(?!包|说明|视频|教程|图|费|简|难|步|方法|复杂|配件|孔|尺|位|工具|要)|装机|来装|装一下|调试|上门装|(?<!包)装好(?!看)|(?<!包)装上)',
      '包安装|(?:送货|送装|配送).{0,4}(?:一体|并安装|及安装|加安装|带安装|和安装|安装)|送装一体|送装同步',
      '上门安装',
      '(?:install(?:ation|ed|er|ers|ing)?|set ?up|technician|fitter)(?: \\w+){0,8} (?:asap|soon|right away|immediately|as soon as|quickly|urgent\\w*)',
      '(?:asap|urgent\\w*|soon|quick\\w*)(?: \\w+){0,6} (?:install\\w*|technician)',
      '(?:arrange|book|schedule|need|require|want|include|with|please|provide|send|can you|could you|bring|request)(?: \\w+){0,5} (?:install(?!ment)\\w*|technician|fitter|fitting|installers?)\\b',
    ],
    unless: [
      '(?:不用|不需要?|无需|自己|自行|不要|不必|别|免|自个|自已)(?:.{0,8})(?:安装|装|师傅)',
      '(?:安装|装)(?:费|简单|方便吗|复杂|难|教程|视频|说明|好了|完|得|很|过程|怎么|包|步骤|尺寸)',
      "怎么(?:安装|装)|(?:no|not|don'?t|without|self)(?: \\w+){0,3} install|how to install|easy to install",
      'install(?:ation)? (?:guide|manual|video|instructions?|was|is easy|fee|cost)',
      '安装(?:师傅|人员|工人).{0,8}(?:好|态度|服务|专业|热情|不错|差|收|说)',
      '师傅.{0,4}(?:装得|很|真|服务|态度|说)',
    ],
  },
];
