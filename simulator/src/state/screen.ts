import { signal } from '@preact/signals'
import type { AlertOptions, AuthSetting, ConfirmOptions, PreviewOptions, Toast } from 'photosalbum/browser'
import type {
  ActionSheetOptions,
  Address,
  ChooseImagesOptions,
  ChooseOptions,
  Contact,
  DateOptions,
  Level,
  MemberScope,
  Order,
  PaymentResult,
  Place,
  PromptOptions,
  Scanned,
  ScanOptions,
  ShareOptions,
} from '../../../src/my/screen.ts'

/** The app in the foreground. */
export type PhoneApp = 'home' | 'mini-program' | 'photos' | 'settings'

export const openApp = signal<PhoneApp>('mini-program')

/** The name of the photo that is shown in full screen. */
export const openPhoto = signal<string | undefined>(undefined)

/** Whether the phone is vibrating. */
export const vibrating = signal(false)

export const shownToast = signal<Toast | undefined>(undefined)
export const shownLoading = signal<{ readonly content: string } | undefined>(undefined)

/** A full-screen view that the app has opened over its page. */
export type Cover =
  | { readonly kind: 'preview'; readonly options: PreviewOptions; close(): void }
  | { readonly kind: 'settings'; readonly current: AuthSetting; leave(changed: AuthSetting): void }
  | { readonly kind: 'map'; readonly place: Place; close(): void }

/** A queue: the first one is shown, the others after it was closed. */
export const covers = signal<readonly Cover[]>([])

/** A dialog that waits for an answer. */
export type Dialog =
  | { readonly kind: 'permission'; readonly reason: string | undefined; answer(allowed: boolean): void }
  | { readonly kind: 'alert'; readonly options: AlertOptions; close(): void }
  | { readonly kind: 'confirm'; readonly options: ConfirmOptions; answer(confirmed: boolean): void }

/** A question that only the user or Alipay can answer. `undefined` means that the user cancels or refuses. */
export type Question =
  | { readonly kind: 'prompt'; readonly options: PromptOptions; answer(text: string | undefined): void }
  | { readonly kind: 'action-sheet'; readonly options: ActionSheetOptions; answer(index: number | undefined): void }
  | { readonly kind: 'choose'; readonly options: ChooseOptions; answer(indexes: readonly number[] | undefined): void }
  | {
      readonly kind: 'level'
      readonly options: { readonly title: string; readonly list: readonly Level[] }
      answer(names: readonly string[] | undefined): void
    }
  | { readonly kind: 'date'; readonly options: DateOptions; answer(date: string | undefined): void }
  | { readonly kind: 'images'; readonly options: ChooseImagesOptions; answer(files: readonly Blob[] | undefined): void }
  | { readonly kind: 'contact'; answer(contact: Contact | undefined): void }
  | { readonly kind: 'address'; answer(address: Address | undefined): void }
  | { readonly kind: 'scan'; readonly options: ScanOptions; answer(scanned: Scanned | undefined): void }
  | { readonly kind: 'place'; readonly near: Place | undefined; answer(place: Place | undefined): void }
  | { readonly kind: 'pay'; readonly order: Order; answer(result: PaymentResult): void }
  | { readonly kind: 'allow'; readonly what: MemberScope | 'location'; answer(allowed: boolean): void }
  | { readonly kind: 'call'; readonly number: string; answer(): void }
  | { readonly kind: 'share'; readonly options: ShareOptions; answer(shared: boolean): void }

/** A queue: the first one is shown, the others after it was answered. */
export const questions = signal<readonly Question[]>([])

/** A queue: the first one is shown, the others after it was answered. */
export const dialogs = signal<readonly Dialog[]>([])
