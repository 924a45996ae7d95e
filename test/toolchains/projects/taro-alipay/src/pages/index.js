import { Button, Input, Text, View } from '@tarojs/components'
import Taro, { useRouter } from '@tarojs/taro'
import { useState } from 'react'

export default function Index() {
  const { picture } = useRouter().params
  const [title, setTitle] = useState('Poster')
  return (
    <View>
      <Input value={title} onInput={({ detail }) => setTitle(detail.value)} />
      <Text>{title.length} characters</Text>
      <Button onClick={() => Taro.navigateTo({ url: `/pages/poster?title=${title}&picture=${picture}` })}>
        Make the poster
      </Button>
    </View>
  )
}
