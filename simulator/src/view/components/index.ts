import type { BasicComponent } from '../host.ts'
import { Canvas } from './canvas.tsx'
import { CoverImage, MovableArea, MovableView, ScrollView, Swiper, SwiperItem, View } from './containers.tsx'
import { Icon, Image, Progress, RichText, Text } from './content.tsx'
import { Button, Checkbox, Input, Label, Radio, Slider, Switch, Textarea } from './controls.tsx'
import { Picker, PickerView, PickerViewColumn } from './pickers.tsx'

/** The basic components by tag. */
export const COMPONENTS: { readonly [tag: string]: BasicComponent } = {
  button: Button,
  canvas: Canvas,
  checkbox: Checkbox,
  'checkbox-group': View,
  'cover-image': CoverImage,
  'cover-view': View,
  form: View,
  icon: Icon,
  image: Image,
  input: Input,
  label: Label,
  'movable-area': MovableArea,
  'movable-view': MovableView,
  navigator: View,
  page: View,
  'page-container': View,
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
  'swiper-item': SwiperItem,
  switch: Switch,
  text: Text,
  textarea: Textarea,
  view: View,
}
