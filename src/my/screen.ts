import type { MaybePromise, Source } from '../core/types.ts'

export interface Toast {
  readonly content: string
  readonly type: 'none' | 'success' | 'fail' | 'exception' | 'loading'
  /** In milliseconds. */
  readonly duration: number
}

export interface AlertOptions {
  readonly title: string
  readonly content: string
  readonly buttonText: string
}

export interface ConfirmOptions {
  readonly title: string
  readonly content: string
  readonly confirmButtonText: string
  readonly cancelButtonText: string
}

export interface PreviewOptions {
  readonly urls: readonly string[]
  /** The index of the first picture shown. */
  readonly current: number
}

export interface PromptOptions {
  readonly title: string
  readonly message: string
  readonly align: 'left' | 'center' | 'right'
  readonly placeholder: string
  readonly okButtonText: string
  readonly cancelButtonText: string
}

export interface ActionSheetOptions {
  readonly title: string
  readonly items: readonly string[]
  readonly cancelButtonText: string
  /** The index of the item that is shown in red. */
  readonly destructive: number | undefined
  /** The badge of each item: a dot (`''`) or a text. */
  readonly badges: ReadonlyMap<number, string>
}

/** Columns, from each of which the user chooses one item. */
export interface ChooseOptions {
  readonly title: string
  readonly columns: readonly (readonly string[])[]
  /** The initial index in each column. */
  readonly selected: readonly number[]
  readonly confirmText: string
  readonly cancelText: string
}

/** A list whose items depend on the choice in the previous one. */
export interface Level {
  readonly name: string
  readonly subList: readonly Level[]
}

export interface DateOptions {
  readonly format: 'yyyy-MM-dd' | 'HH:mm' | 'yyyy-MM-dd HH:mm' | 'yyyy-MM' | 'yyyy'
  /** In the same format as `start` and `end`. */
  readonly current: string | undefined
  readonly start: string | undefined
  readonly end: string | undefined
}

export interface ChooseImagesOptions {
  /** The maximum number of pictures. */
  readonly count: number
  readonly sources: readonly ('album' | 'camera')[]
}

export interface ScanOptions {
  readonly types: readonly string[]
  readonly hideAlbum: boolean
}

export interface Scanned {
  readonly code: string
  /** @default 'qrCode' */
  readonly type?: 'qrCode' | 'barCode'
}

/** The order of `my.tradePay`: one of these two is set. */
export interface Order {
  readonly tradeNO: string
  readonly orderStr: string
}

/** The outcomes of a payment (`resultCode` 9000, 8000, 4000, 6001, 6002). */
export type PaymentResult = 'paid' | 'processing' | 'failed' | 'cancelled' | 'offline'

/** A location on the map, in degrees (GCJ-02). */
export interface Place {
  readonly longitude: number
  readonly latitude: number
  readonly name?: string
  readonly address?: string
  readonly province?: string
  readonly city?: string
  readonly district?: string
  /** The six digits of the district. The codes of its city and province are derived from them. */
  readonly adcode?: string
}

export interface Contact {
  readonly name: string
  readonly mobile: string
}

/** A delivery address of the user, with the field names of `my.getAddress`. */
export interface Address {
  /** The complete address. */
  readonly address: string
  readonly country: string
  readonly prov: string
  readonly city: string
  readonly area: string
  /** Almost always empty. */
  readonly street: string
  readonly fullname: string
  readonly mobilePhone: string
}

/** The user's data at Alipay. */
export interface Member {
  readonly nickName: string
  /** The URL of a picture. */
  readonly avatar: string
  readonly mobile: string
}

/**
 * The data that an app requests: the identity, or all permitted data; the name and picture; the phone number; the addresses.
 */
export type MemberScope = 'auth_base' | 'auth_user' | 'userInfo' | 'phoneNumber' | 'address'

/** A font that an app loads. */
export interface Font {
  readonly family: string
  readonly url: string
  /** CSS descriptors, such as `weight`. */
  readonly descriptors: Readonly<Record<string, string>>
}

export interface ShareOptions {
  readonly title: string
  readonly desc: string
  readonly path: string
  readonly imageUrl: string
}

/** The permissions of this app. A permission that was not requested yet is absent (C31). */
export interface AuthSetting {
  readonly writePhotosAlbum?: boolean
  /** The older name of the same permission. */
  readonly album?: boolean
}

/**
 * The user interface. A host implements any part of it (`Partial<Screen>`). Without an implementation nothing is shown,
 * `my.confirm` counts as cancelled, and there are no settings to open. An API that needs any other answer fails.
 */
export interface Screen {
  /** Resolves when the toast has disappeared, if the host can detect that. */
  toast(toast: Toast): MaybePromise<void>
  hideToast(): void
  /** `undefined` hides the loading indicator. */
  loading(loading: { readonly content: string } | undefined): void
  /** Resolves when the user has closed it. */
  alert(options: AlertOptions): MaybePromise<void>
  confirm(options: ConfirmOptions): MaybePromise<boolean>
  /**
   * Asks whether the app may send messages.
   * @default the answer of `confirm`
   */
  subscribe?(options: ConfirmOptions): MaybePromise<boolean>
  preview(options: PreviewOptions): MaybePromise<void>
  /** Shows the current permissions. Returns the changed ones, or `undefined` if nothing has changed. */
  settings(current: AuthSetting): MaybePromise<AuthSetting | undefined>
  /** Without both clipboard methods, each `my` has its own clipboard. */
  readClipboard?(): MaybePromise<string>
  writeClipboard?(text: string): MaybePromise<void>

  // Each of these resolves with `undefined` if the user cancels or refuses.
  prompt(options: PromptOptions): MaybePromise<string | undefined>
  actionSheet(options: ActionSheetOptions): MaybePromise<number | undefined>
  /** Resolves with the chosen index of each column. */
  choose(options: ChooseOptions): MaybePromise<readonly number[] | undefined>
  /** Resolves with the chosen names, from the first level to the last. */
  chooseLevel(options: {
    readonly title: string
    readonly list: readonly Level[]
  }): MaybePromise<readonly string[] | undefined>
  /** Resolves with a date in the requested format. */
  chooseDate(options: DateOptions): MaybePromise<string | undefined>
  chooseImages(options: ChooseImagesOptions): MaybePromise<readonly Source[] | undefined>
  chooseContact(): MaybePromise<Contact | undefined>
  chooseAddress(): MaybePromise<Address | undefined>
  scan(options: ScanOptions): MaybePromise<Scanned | undefined>
  /** The location of the phone. */
  locate(): MaybePromise<Place | undefined>
  choosePlace(near: Place | undefined): MaybePromise<Place | undefined>
  /** Resolves when the map is shown. */
  showPlace(place: Place): MaybePromise<void>
  pay(order: Order): MaybePromise<PaymentResult>
  /** Asks whether the app may have this data. Resolves with `true` if the user has allowed it before. */
  authorizeMember(scope: MemberScope): MaybePromise<boolean | undefined>
  /** The user's data, if the user has allowed this scope. */
  member(scope: MemberScope): MaybePromise<Member | undefined>
  /** Offers to call a number. */
  call(number: string): MaybePromise<void>
  /** In milliseconds. */
  vibrate(duration: number): MaybePromise<void>
  /** Resolves when text can use the font. */
  loadFont(font: Font): MaybePromise<void>
}

/** The indicators that can be shown after a delay. */
export type Delayed = 'toast' | 'loading'

/** Changes an indicator after `delay` milliseconds. Replaces a change of the same indicator that is still scheduled. */
export type Schedule = (what: Delayed, delay: number, change: () => MaybePromise<void>) => MaybePromise<void>
