import { booleanOf } from '../attributes.ts'
import type { BasicComponent, PlainComponent } from '../host.ts'
import { UnknownComponent } from '../node-view.tsx'
import { Canvas } from './canvas.tsx'
import { CoverImage, Icon, Image, PageMeta, Progress, RichText, Text, WebView } from './content.tsx'
import { Button, Checkbox, Input, Radio, Slider, Switch, Textarea } from './controls.tsx'
import { MovableView } from './movable-view.tsx'
import { PageContainer } from './page-container.tsx'
import { Picker, PickerView, PickerViewColumn } from './pickers.tsx'
import { ScrollView } from './scroll-view.tsx'
import { Swiper } from './swiper.tsx'

/** An element with its children. */
const View: PlainComponent = {
  own: (attributes) =>
    booleanOf(attributes['disable-scroll']) ? { with: { 'data-disable-scroll': true } } : undefined,
}

/** Lets taps through to the elements below, if the app enables that. */
const CoverView: PlainComponent = {
  own: (attributes) => (booleanOf(attributes['penetrate-guesture']) ? { style: 'pointer-events:none' } : undefined),
}

const COMPONENTS: { readonly [tag: string]: BasicComponent | PlainComponent } = {
  button: Button,
  canvas: Canvas,
  checkbox: Checkbox,
  'checkbox-group': View,
  'cover-image': CoverImage,
  'cover-view': CoverView,
  form: View,
  icon: Icon,
  image: Image,
  input: Input,
  label: View,
  'movable-area': View,
  'movable-view': MovableView,
  navigator: View,
  page: View,
  'page-container': PageContainer,
  'page-meta': PageMeta,
  picker: Picker,
  'picker-view': PickerView,
  'picker-view-column': PickerViewColumn,
  progress: Progress,
  radio: Radio,
  'radio-group': View,
  'rich-text': RichText,
  'root-portal': View,
  'scroll-view': ScrollView,
  slider: Slider,
  swiper: Swiper,
  'swiper-item': View,
  switch: Switch,
  text: Text,
  textarea: Textarea,
  view: View,
  'web-view': WebView,
}

/** The basic component of a tag. */
export const componentOf = (tag: string): BasicComponent | PlainComponent =>
  Object.hasOwn(COMPONENTS, tag) ? COMPONENTS[tag]! : UnknownComponent
