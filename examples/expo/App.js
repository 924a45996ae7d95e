import * as fileSystem from 'expo-file-system'
import * as mediaLibrary from 'expo-media-library'
import { network, saveImage } from 'photosalbum'
import expo from 'photosalbum/albums/expo'
import { createElement, useState } from 'react'
import { Button, SafeAreaView, Text } from 'react-native'

const album = expo({ mediaLibrary, fileSystem })

export default function App() {
  const [text, setText] = useState('')
  const save = async () => {
    try {
      await saveImage(network('https://example.com/poster.png'), { album })
      setText('已保存到相册')
    } catch (error) {
      setText(error.message)
    }
  }
  return createElement(
    SafeAreaView,
    null,
    createElement(Button, { title: '保存到相册', onPress: save }),
    createElement(Text, null, text),
  )
}
