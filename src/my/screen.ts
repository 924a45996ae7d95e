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
  /** The index of the item in red. */
  readonly destructive: number | undefined
  /** What is shown beside an item: a dot (`''`) or a text. */
  readonly badges: ReadonlyMap<number, string>
}

/** Columns to choose one item of each. */
export interface ChooseOptions {
  readonly title: string
  readonly columns: readonly (readonly string[])[]
  /** The index of each column at first. */
  readonly selected: readonly number[]
  readonly confirmText: string
  readonly cancelText: string
}

/** A choice that depends on the one before. */
export interface Level {
  readonly name: string
  readonly subList: readonly Level[]
}

export interface DateOptions {
  readonly format: 'yyyy-MM-dd' | 'HH:mm' | 'yyyy-MM-dd HH:mm' | 'yyyy-MM' | 'yyyy'
  /** In that format, as the other two. */
  readonly current: string | undefined
  readonly start: string | undefined
  readonly end: string | undefined
}

export interface ChooseImagesOptions {
  /** How many pictures at most. */
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

/** What the order of `my.tradePay` is: one of the two. */
export interface Order {
  readonly tradeNO: string
  readonly orderStr: string
}

/** How a payment ends (`resultCode` 9000, 8000, 4000, 6001, 6002). */
export type PaymentResult = 'paid' | 'processing' | 'failed' | 'cancelled' | 'offline'

/** A place on the map, in degrees (GCJ-02). */
export interface Place {
  readonly longitude: number
  readonly latitude: number
  readonly name?: string
  readonly address?: string
  readonly province?: string
  readonly city?: string
  readonly district?: string
  /** The six digits of the district. Those of its city and province follow from them. */
  readonly adcode?: string
}

export interface Contact {
  readonly name: string
  readonly mobile: string
}

/** A delivery address of the user, with the names of `my.getAddress`. */
export interface Address {
  /** All of it in one text. */
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

/** What Alipay knows of the user. */
export interface Member {
  readonly nickName: string
  /** The URL of a picture. */
  readonly avatar: string
  readonly mobile: string
}

/** What an app asks Alipay for: who it is, or all that it may know; the name and picture; the phone number; the addresses. */
export type MemberScope = 'auth_base' | 'auth_user' | 'userInfo' | 'phoneNumber' | 'address'

/** A font that an app brings. */
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

/** What the user allowed this app. A right that was not asked for yet is absent (C31). */
export interface AuthSetting {
  readonly writePhotosAlbum?: boolean
  /** The older name of the same right. */
  readonly album?: boolean
}

/**
 * What the user sees and answers. A host implements what it can (`Partial<Screen>`). Without an implementation nothing
 * is shown, `my.confirm` counts as cancelled, and there are no settings to open. An API that needs any other answer fails.
 */
export interface Screen {
  /** Resolves when the toast has disappeared, if the host knows. */
  toast(toast: Toast): MaybePromise<void>
  hideToast(): void
  /** `undefined` hides the loading indicator. */
  loading(loading: { readonly content: string } | undefined): void
  /** Resolves when it was closed. */
  alert(options: AlertOptions): MaybePromise<void>
  confirm(options: ConfirmOptions): MaybePromise<boolean>
  /** Whether the app may send messages. @default what `confirm` answers */
  subscribe?(options: ConfirmOptions): MaybePromise<boolean>
  preview(options: PreviewOptions): MaybePromise<void>
  /** Shows the current rights. Returns what the user changed them to, or nothing if they stay as they are. */
  settings(current: AuthSetting): MaybePromise<AuthSetting | undefined>
  /** Without these two, the clipboard belongs to this `my` alone. */
  readClipboard?(): MaybePromise<string>
  writeClipboard?(text: string): MaybePromise<void>

  // Each of these resolves to nothing if the user cancels or refuses.
  prompt(options: PromptOptions): MaybePromise<string | undefined>
  actionSheet(options: ActionSheetOptions): MaybePromise<number | undefined>
  /** The index in each column. */
  choose(options: ChooseOptions): MaybePromise<readonly number[] | undefined>
  /** The names from the first level to the last. */
  chooseLevel(options: {
    readonly title: string
    readonly list: readonly Level[]
  }): MaybePromise<readonly string[] | undefined>
  /** A date in the format that was asked for. */
  chooseDate(options: DateOptions): MaybePromise<string | undefined>
  chooseImages(options: ChooseImagesOptions): MaybePromise<readonly Source[] | undefined>
  chooseContact(): MaybePromise<Contact | undefined>
  chooseAddress(): MaybePromise<Address | undefined>
  scan(options: ScanOptions): MaybePromise<Scanned | undefined>
  /** Where the phone is. */
  locate(): MaybePromise<Place | undefined>
  choosePlace(near: Place | undefined): MaybePromise<Place | undefined>
  /** Resolves when the map is shown. */
  showPlace(place: Place): MaybePromise<void>
  pay(order: Order): MaybePromise<PaymentResult>
  /** Asks whether the app may have it. `true` for what was allowed before. */
  authorizeMember(scope: MemberScope): MaybePromise<boolean | undefined>
  /** What Alipay knows of the user, if the user has allowed this scope. */
  member(scope: MemberScope): MaybePromise<Member | undefined>
  /** Offers to call a number. */
  call(number: string): MaybePromise<void>
  /** In milliseconds. */
  vibrate(duration: number): MaybePromise<void>
  /** Resolves when text can use the font. */
  loadFont(font: Font): MaybePromise<void>
}

/** What may be shown after a delay. */
export type Delayed = 'toast' | 'loading'

/** Shows or hides one of the two after `delay` milliseconds, instead of what was still scheduled for it. */
export type Schedule = (what: Delayed, delay: number, change: () => MaybePromise<void>) => MaybePromise<void>
